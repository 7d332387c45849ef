/** What the operating system learns about the installed app. */
import type { ManifestOptions } from 'vite-plugin-pwa';

export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Regulars',
  short_name: 'Regulars',
  description: 'Every shop that knows you, in one place.',
  lang: 'en',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  orientation: 'any',
  theme_color: '#f1edea',
  background_color: '#f1edea',
  categories: ['shopping', 'lifestyle', 'business'],
  icons: [
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
  ],
  shortcuts: [
    { name: 'My code', url: '/code', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
    { name: 'Scan', url: '/till/scan', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
  ],
};
