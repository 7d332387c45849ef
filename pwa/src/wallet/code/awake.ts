/** Keeps the screen on while a code is shown, where the device allows it. */

/** Starts now; the returned function ends it. `held` is told whether it works. */
export function stayAwake(held: (works: boolean) => void): () => void {
  let lock: WakeLockSentinel | undefined;
  let ended = false;
  const take = async () => {
    if (ended || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (ended) await lock.release();
      else held(true);
    } catch {
      held(false);
    }
  };
  const seen = () => void take();
  document.addEventListener('visibilitychange', seen);
  void take();
  return () => {
    ended = true;
    document.removeEventListener('visibilitychange', seen);
    void lock?.release();
  };
}

/** Paints the browser's own bars in a colour; the returned function gives them their old one back. */
export function paintBars(colour: string): () => void {
  const bars = [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')];
  const old = bars.map((bar) => bar.content);
  for (const bar of bars) bar.content = colour;
  return () => bars.forEach((bar, i) => (bar.content = old[i] ?? ''));
}
