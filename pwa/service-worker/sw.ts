/** The service worker, to be read in one sitting: the app offline, and notifications. */
import { isPage, keep, serve, sweep } from './cache';
import { clicked, shown } from './push';

declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => event.waitUntil(keep('shell')));
self.addEventListener('activate', (event) => event.waitUntil(sweep().then(() => self.clients.claim())));

self.addEventListener('fetch', (event) => {
  if (event.request.method === 'GET' && (isPage(event.request) || serve.knows(event.request))) {
    event.respondWith(serve(event.request));
  }
});

/** The page asks: take over now (it will reload), or keep a staff face's code for offline use as well. */
self.addEventListener('message', (event) => {
  const { type, face } = (event.data ?? {}) as { type?: string; face?: 'till' | 'office' };
  if (type === 'skip-waiting') void self.skipWaiting();
  if (type === 'keep' && face) event.waitUntil(keep(face));
});

self.addEventListener('push', (event) => event.waitUntil(shown(event.data)));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(clicked(event.notification.data as string | undefined));
});
