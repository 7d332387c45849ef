/** A polite update: the new version waits until the person says yes, or until the app is opened next. */
import { loadAnew, loadNext } from './location.svelte';

let waiting = $state.raw<ServiceWorker | null>(null);
let wanted = $state(false);

export const updateReady = (): boolean => waiting !== null;

/** The person said yes, and the page is about to be loaded. */
export const updating = (): boolean => wanted;

/** A worker takes over when the old one has no work left; loading the page ends what it does for this page. */
const PATIENCE_MS = 4_000;
let giveUp: ReturnType<typeof setTimeout> | undefined;

/** Lets the new version take over and loads it. */
export function applyUpdate(): void {
  wanted = true;
  waiting?.postMessage({ type: 'skip-waiting' });
  giveUp = setTimeout(loadAnew, PATIENCE_MS);
}

/** Where another tab said yes this page is of the old version, whose files are gone: it ends with this screen. */
function heedTakeover(): void {
  let before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    clearTimeout(giveUp);
    if (wanted) loadAnew();
    else if (before) loadNext();
    before = navigator.serviceWorker.controller;
  });
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

/** Where it cannot be, as in a page that is being left, the app is the net's alone until it is opened next. */
async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  if (registration) watch(registration);
}

/** Where a browser cannot tell when it is idle. */
const IDLE_MS = 1_000;

/** Registers the service worker when the first screen has loaded and nothing else is to do. */
export function startUpdates(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  heedTakeover();
  const start = () => void register();
  if ('requestIdleCallback' in window) requestIdleCallback(start);
  else setTimeout(start, IDLE_MS);
}

/** Asks the service worker to keep a staff face for offline use as well. */
export async function keepOffline(face: 'till' | 'office'): Promise<void> {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.ready;
  registration.active?.postMessage({ type: 'keep', face });
}
