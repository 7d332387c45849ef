/** A media query as state; call it while a component starts. */
export function media(query: string): { readonly current: boolean } {
  const list = matchMedia(query);
  let current = $state(list.matches);
  $effect(() => {
    const follow = () => (current = list.matches);
    list.addEventListener('change', follow);
    return () => list.removeEventListener('change', follow);
  });
  return {
    get current() {
      return current;
    },
  };
}
