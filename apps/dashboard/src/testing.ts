import { configure } from "@testing-library/react";

// How long a test waits for what it expects to appear: a bound for a busy machine, not a claim of speed.
configure({ asyncUtilTimeout: 20_000 });
