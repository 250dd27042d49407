import { mergeConfig } from "vite";
import { defineConfig } from "vitest/config";
import vite from "./vite.config.ts";

export default mergeConfig(
  vite,
  defineConfig({
    test: {
      environment: "happy-dom",
      include: ["tests/**/*.test.{ts,tsx}"],
      restoreMocks: true,
      // Trees are hashed some thousand times; a busy machine takes longer over it than the default allows.
      testTimeout: 30_000,
    },
  }),
);
