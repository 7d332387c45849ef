/** The time as state, so that ages in words stay true while nothing else happens. */

/** Call while a component starts; it stops with the component. */
export function ticking(ms = 5_000): { readonly now: number } {
  let now = $state(Date.now());
  $effect(() => {
    const timer = setInterval(() => (now = Date.now()), ms);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      return now;
    },
  };
}
