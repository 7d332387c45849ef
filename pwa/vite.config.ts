/** Build, dev server and unit tests of the PWA. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { fileURLToPath } from 'node:url';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { manifest } from './manifest.ts';

const api = process.env.REGULARS_API ?? 'http://127.0.0.1:8000';
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Each face's code sits in its own folder of the build, so that budgets and the precache can tell them apart. */
const FOLDERS: [pattern: RegExp, folder: string][] = [
  [/\/src\/dev\//, 'dev/'],
  [/\/src\/office\/|\/uplot\//, 'office/'],
  [/\/src\/merchant\/|\/barcode-detector\/|\/zxing-wasm\//, 'till/'],
];

function folderOf(modules: string[]): string {
  if (modules.every((id) => id.includes('/src/i18n/'))) return 'i18n/';
  const found = FOLDERS.find(([pattern]) => modules.some((id) => pattern.test(id)));
  return found?.[1] ?? '';
}

export default defineConfig({
  plugins: [
    tailwindcss(),
    svelte(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'service-worker',
      filename: 'sw.ts',
      injectRegister: false,
      manifest,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,woff2,svg,png,wasm,webmanifest}'],
        globIgnores: ['assets/dev/**', 'sw.js', '**/*-512.png'],
        maximumFileSizeToCacheInBytes: 3_000_000,
      },
    }),
  ],
  resolve: {
    alias: { $data: at('src/data'), $ui: at('src/ui'), $i18n: at('src/i18n'), $shell: at('src/shell') },
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  build: {
    target: ['chrome123', 'safari17.5', 'firefox128'],
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { chunkFileNames: (chunk) => `assets/${folderOf(chunk.moduleIds)}[name]-[hash].js` },
    },
  },
  server: {
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
