/** Seconds that run down to zero. */

export interface Countdown {
  readonly left: number;
  /** Of how many seconds it started. */
  readonly total: number;
  start(seconds: number): void;
}

/** Call while a component starts; it stops with the component. */
export function countdown(): Countdown {
  let until = $state(0);
  let total = $state(0);
  let now = $state(Date.now());
  const left = $derived(Math.max(0, Math.ceil((until - now) / 1000)));
  $effect(() => {
    if (left === 0) return;
    const timer = setInterval(() => (now = Date.now()), 250);
    return () => clearInterval(timer);
  });
  return {
    get left() {
      return left;
    },
    get total() {
      return total;
    },
    start(seconds) {
      total = seconds;
      now = Date.now();
      until = now + seconds * 1000;
    },
  };
}
