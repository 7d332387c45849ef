/** What a till can read from a card code by itself: whether the program's key signed it, and whose card it is. */
import { readCode, type ProgramKey } from '$data/card-code';
import { ProgramKeys } from '$data/documents/till-sale';
import { ask } from '$data/query.svelte';
import { readSnapshot, saveSnapshot } from '$data/snapshot';

/** Fetches the program's public keys for times without the net. */
export async function learnKeys(): Promise<void> {
  const data = await ask({ document: ProgramKeys, variables: {}, session: 'staff' });
  if (data) await saveSnapshot('staff:keys', data.programKeys);
}

/** The end of the card's id when the code is genuine and fresh; `undefined` when it is not, or keys are missing. */
export async function readOffline(code: string): Promise<{ number: string } | undefined> {
  const kept = await readSnapshot<ProgramKey[]>('staff:keys');
  const read = kept && (await readCode(code, kept.value, Date.now()));
  return read && { number: `···· ${read.member.slice(-4).toUpperCase()}` };
}
