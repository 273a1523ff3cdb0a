import { createContext } from "react";

/** Whether nothing is answered at present. It is said once for the whole page, so that no panel repeats it. */
export const Outage = createContext(false);
