/** Puts a Brotli copy beside every text of the build, so that the server sends it without work of its own. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(js|css|html|svg|webmanifest|wasm)$/;
/** Below this the answer's head weighs more than what is saved. */
const LEAST_BYTES = 600;

export function brotliCopies(): Plugin {
  let folder = '';
  return {
    name: 'brotli-copies',
    apply: 'build',
    enforce: 'post',
    configResolved: ({ root, build }) => void (folder = join(root, build.outDir)),
    closeBundle: {
      // After the service worker has been written.
      order: 'post',
      sequential: true,
      handler() {
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile() || !TEXT.test(entry.name)) continue;
          const file = join(entry.parentPath, entry.name);
          const content = readFileSync(file);
          if (content.length >= LEAST_BYTES) writeFileSync(`${file}.br`, brotliCompressSync(content));
        }
      },
    },
  };
}
