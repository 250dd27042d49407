import { defineConfig } from "vitest/config";

/** Tests against a running server: see e2e/support.ts for the environment they read. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["e2e/**/*.e2e.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
