/** What the service worker says to the page. */
import { navigate } from './location.svelte';

interface Said {
  type: 'open';
  path: string;
}

export function startWorkerMessages(): void {
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data.type === 'open') navigate(data.path);
  });
}
