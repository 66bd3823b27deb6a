/** Beside each built text file its gzip form: the server sends that to whoever takes it, and compresses nothing itself. */

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(js|css|html|svg|json)$/;
/** Below this a second file saves no packet. */
const LEAST_BYTES = 1_400;

export function compressed(folder: string): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        const file = join(folder, name);
        if (!TEXT.test(name) || !statSync(file).isFile()) continue;
        const whole = readFileSync(file);
        if (whole.length < LEAST_BYTES) continue;
        writeFileSync(`${file}.gz`, gzipSync(whole, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}
