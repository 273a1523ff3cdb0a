import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { PACELINE_VERSION: JSON.stringify("0.0.0-test") },
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"], testTimeout: 60_000 },
});
