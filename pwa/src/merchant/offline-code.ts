/** What a till can read from a card code by itself: whether the program's key signed it, and whose card it is. */
import { ProgramKeys } from '$data/documents/till-sale';
import { clientFor } from '$data/client';
import { readSnapshot, saveSnapshot } from '$data/snapshot';
import { readCode } from './card-code';

interface Key {
  keyId: string;
  publicKey: string;
}

/** Fetches the program's public keys for times without the net. */
export async function learnKeys(): Promise<void> {
  const { data } = await clientFor('staff').query(ProgramKeys, {}).toPromise();
  if (data) await saveSnapshot('staff:keys', data.programKeys);
}

/** The card's number when the code is genuine and fresh; `undefined` when it is not, or keys are missing. */
export async function readOffline(code: string): Promise<{ number: string } | undefined> {
  const kept = await readSnapshot<Key[]>('staff:keys');
  return kept ? readCode(code, kept.value, Date.now()) : undefined;
}
