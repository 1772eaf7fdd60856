import { gzipSync } from "node:zlib";

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

// `npm run dev` beside a server: LENTICULAR_URL names it.
const server = process.env.LENTICULAR_URL ?? "http://127.0.0.1:8080";
const doors = ["/personalize-api", "/personalize-edge", "/v3", "/session"];

/** Put a gzipped copy beside each text: the server sends it as it is. */
const gzipped: Plugin = {
  name: "gzipped",
  apply: "build",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (!/^assets\/.*\.(js|css|svg)$/.test(file.fileName)) continue;
        const source = gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 });
        this.emitFile({ type: "asset", fileName: `${file.fileName}.gz`, source });
      }
    },
  },
};

export default defineConfig({
  plugins: [react(), gzipped],
  // The server puts a fresh nonce in for each page.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: "../src/lenticular/console/built",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    target: "es2022",
  },
  server: { proxy: Object.fromEntries(doors.map((door) => [door, server])) },
});
