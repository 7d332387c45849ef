/** A screen's data with its copy on the device: the copy is there at once, the server's answer replaces it. */
import { readSnapshot, saveSnapshot } from '$data/snapshot';

export interface Kept<T> {
  readonly value: T | undefined;
  /** When the shown value was the server's. */
  readonly savedAt: number | undefined;
}

/** Call while a component starts. `name` must begin with `customer:`, so that signing out forgets it. */
export function kept<T>(name: () => string, fresh: () => T | undefined): Kept<T> {
  let copy = $state.raw<{ name: string; value: T; savedAt: number }>();
  const key = $derived(name());
  $effect(() => {
    const wanted = key;
    void readSnapshot<T>(wanted)
      .then(
        (found) => found && wanted === key && copy?.name !== wanted && (copy = { name: wanted, ...found }),
      )
      .catch(() => undefined);
  });
  $effect(() => {
    const value = fresh();
    if (value === undefined) return;
    const savedAt = Date.now();
    copy = { name: key, value, savedAt };
    void saveSnapshot(key, value, savedAt).catch(() => undefined);
  });
  const now = $derived(copy?.name === key ? copy : undefined);
  return {
    get value() {
      return fresh() ?? now?.value;
    },
    get savedAt() {
      return now?.savedAt;
    },
  };
}
