import { defineConfig } from "vitest/config";
import { mockApi } from "./dev/mockApi.ts";
import { contentSecurityPolicy } from "./dev/contentSecurityPolicy.ts";

export default defineConfig(({ mode }) => ({
  // `--mode mock` answers /api with generated data. Otherwise the dev server speaks to a running Paceline.
  plugins: mode === "mock" ? [mockApi()] : [],
  build: {
    target: "es2022",
    // A file inlined as data: would need data: in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    // Recharts is one chunk by itself and is loaded after the numbers are on screen.
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      onwarn: (warning, warn) => {
        // "use client" means something to server components only; we have none.
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning);
      },
    },
  },
  server:
    mode === "mock" ? {} : { proxy: { "/api": "http://127.0.0.1:4001", "/config.json": "http://127.0.0.1:5173" } },
  // The built files are looked at under the policy they are served with.
  preview: { headers: { "Content-Security-Policy": contentSecurityPolicy } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing.tsx"],
    testTimeout: 90_000,
    restoreMocks: true,
  },
}));
