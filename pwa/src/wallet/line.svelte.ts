/** Whether the device has a line; false is sure, true is only likely. */

let up = $state(navigator.onLine);

addEventListener('online', () => (up = true));
addEventListener('offline', () => (up = false));

export const online = (): boolean => up;

/** Runs when the line returns or the app comes to the front: what is shown may be old by then. */
export function onReturn(run: () => void): () => void {
  const seen = () => document.visibilityState === 'visible' && run();
  addEventListener('online', run);
  document.addEventListener('visibilitychange', seen);
  return () => {
    removeEventListener('online', run);
    document.removeEventListener('visibilitychange', seen);
  };
}
