/** What the keys of a till do to an amount in minor units. */

export type PadKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '00' | 'back';

export const PAD_KEYS: readonly PadKey[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '00', '0', 'back'];

/** A till's largest amount in minor units; a slip of the thumb beyond it changes nothing. */
export const MAX_MINOR_UNITS = 999_999_999;

/**
 * The amount after a key. Digits come in from the right, as on a cash register. With `wholeUnits` (10 to
 * the currency's digits) they count whole units and the smaller ones stay zero.
 */
export function press(minorUnits: number, key: PadKey, wholeUnits = 1, max = MAX_MINOR_UNITS): number {
  const shown = Math.trunc(minorUnits / wholeUnits);
  const next = key === 'back' ? Math.trunc(shown / 10) : shown * 10 ** key.length + Number(key);
  return next * wholeUnits > max ? minorUnits : next * wholeUnits;
}

/** The pad's key of a key on the keyboard. */
export function padKey(key: string): PadKey | undefined {
  if (key === 'Backspace' || key === 'Delete') return 'back';
  return /^\d$/.test(key) ? (key as PadKey) : undefined;
}
