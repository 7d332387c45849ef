/** What the service worker says to the page. */
import { navigate } from './location.svelte';

type Said = { type: 'open'; path: string } | { type: 'drain' };

const drains = new Set<() => void>();

/** Runs when the system says that the net is back and the queue should be sent; the returned function ends it. */
export function onDrain(drain: () => void): () => void {
  drains.add(drain);
  return () => drains.delete(drain);
}

/** Asks the system to say so, where it can (Background Sync); elsewhere the `online` event has to do. */
export async function wantDrain(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
  await sync?.register('queue').catch(() => undefined);
}

export function startWorkerMessages(): void {
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data.type === 'open') navigate(data.path);
    else if (data.type === 'drain') for (const drain of drains) drain();
  });
}
