/** A value once it has stayed the same for a moment: keys are not each a question to the server. */
export function settled<T>(read: () => T, ms: number): { readonly value: T } {
  let value = $state(read());
  $effect(() => {
    const next = read();
    const timer = setTimeout(() => (value = next), ms);
    return () => clearTimeout(timer);
  });
  return {
    get value() {
      return value;
    },
  };
}
