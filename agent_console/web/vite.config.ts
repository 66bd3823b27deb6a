import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import ElementPlus from "unplugin-element-plus/vite";
import { defineConfig } from "vitest/config";
import { compressed } from "./dev/compressed.ts";

const backend = process.env.HOTLINE_BACKEND;

/** `HOTLINE_BACKEND=http://127.0.0.1:8000 npm run dev` works on a running service, `--mode mock` on the mock. */
export default defineConfig(async ({ mode }) => ({
  plugins: [
    vue(),
    Components({ resolvers: [ElementPlusResolver({ importStyle: "css" })], dts: "components.d.ts", dirs: [] }),
    ElementPlus({}),
    compressed(fileURLToPath(new URL("../static", import.meta.url))),
    ...(mode === "mock" ? [(await import("./dev/mock.ts")).mockConsole()] : []),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2022",
    // The content security policy forbids data: URLs, so worklets and pictures stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  worker: { format: "es" as const },
  server: {
    host: "127.0.0.1",
    proxy: backend ? { "/api": backend, "/ws": { target: backend, ws: true } } : undefined,
  },
  preview: { host: "127.0.0.1" },
  test: { environment: "node", include: ["tests/**/*.test.ts"] },
}));
