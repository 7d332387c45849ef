/** A polite update: the new version waits until the person says yes, or until the app is opened next. */

let waiting = $state.raw<ServiceWorker | null>(null);

export const updateReady = (): boolean => waiting !== null;

/** Lets the new version take over and loads it. */
export function applyUpdate(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting?.postMessage({ type: 'skip-waiting' });
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    // Without a controller this is the first installation, not an update.
    if (navigator.serviceWorker.controller) waiting = registration.waiting;
  };
  look();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
}

/** Where a browser cannot tell when it is idle. */
const IDLE_MS = 1_000;

/** Registers the service worker when the first screen has loaded and nothing else is to do. */
export function startUpdates(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  const start = () => void navigator.serviceWorker.register('/sw.js').then(watch);
  if ('requestIdleCallback' in window) requestIdleCallback(start);
  else setTimeout(start, IDLE_MS);
}

/** Asks the service worker to keep a staff face for offline use as well. */
export async function keepOffline(face: 'till' | 'office'): Promise<void> {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.ready;
  registration.active?.postMessage({ type: 'keep', face });
}
