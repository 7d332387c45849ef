/** Build, dev server and unit tests of the PWA. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { fileURLToPath } from 'node:url';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { ahead, firstFile, folderOf } from './chunks.ts';
import { brotliCopies } from './compress.ts';
import { leanDocuments } from './documents.ts';
import { lucideOutlines } from './icons.ts';
import { manifest } from './manifest.ts';
import { preloads } from './preload.ts';
import { leanRuntime } from './runtime.ts';

const api = process.env.REGULARS_API ?? 'http://127.0.0.1:8000';
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [
    tailwindcss(),
    lucideOutlines(),
    leanDocuments(),
    leanRuntime(),
    svelte(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'service-worker',
      filename: 'sw.ts',
      injectRegister: false,
      includeManifestIcons: false,
      manifest,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,woff2,svg,png,wasm,webmanifest}'],
        globIgnores: ['assets/dev/**', '**/Gallery-*', 'sw.js', '**/*-512.png'],
        maximumFileSizeToCacheInBytes: 3_000_000,
      },
    }),
    preloads(),
    brotliCopies(),
  ],
  resolve: {
    alias: { $data: at('src/data'), $ui: at('src/ui'), $i18n: at('src/i18n'), $shell: at('src/shell') },
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  build: {
    target: ['chrome123', 'safari17.5', 'firefox128'],
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false, resolveDependencies: ahead },
    rolldownOptions: {
      output: {
        chunkFileNames: (chunk) => `assets/${folderOf(chunk.moduleIds)}[name]-[hash].js`,
        codeSplitting: {
          groups: [
            {
              name: (id, context) => firstFile(id, context, import.meta.dirname),
              debugName: 'first',
            },
          ],
        },
      },
    },
  },
  server: {
    fs: { allow: ['.', '../tests/contract'] },
    proxy: {
      '/graphql': { target: api, ws: true },
      '/health': api,
      '/dev/inbox': api,
      '/dev/inbox.json': api,
    },
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
  },
});
