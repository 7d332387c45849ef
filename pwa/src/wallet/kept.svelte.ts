/** A screen's data with its copy on the device: the copy is there at once, the server's answer replaces it. */
import { readSnapshot, saveSnapshot } from '$data/snapshot';

export interface Kept<T> {
  readonly value: T | undefined;
}

/** Under which names they are kept. */
export const recentName = (cardId: string): string => `customer:recent:${cardId}`;
export const stampsName = (cardId: string): string => `customer:stamps:${cardId}`;
export const stepsName = (cardId: string): string => `customer:steps:${cardId}`;
export const offersName = (cardId: string): string => `customer:offers:${cardId}`;
export const activityName = (cardId: string): string => `customer:activity:${cardId}`;

/**
 * Call while a component starts; the component lives for one name (`{#key}`), so that an answer is never kept as
 * another's. `name` begins with `customer:`: signing out forgets it.
 */
export function kept<T>(name: string, fresh: () => T | undefined): Kept<T> {
  let copy = $state.raw<T>();
  void readSnapshot<T>(name)
    .then((found) => (copy ??= found?.value))
    .catch(() => undefined);
  $effect(() => {
    const value = fresh();
    if (value === undefined) return;
    copy = value;
    void saveSnapshot(name, value).catch(() => undefined);
  });
  return {
    get value() {
      return fresh() ?? copy;
    },
  };
}
