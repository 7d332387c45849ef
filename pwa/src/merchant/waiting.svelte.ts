/** How much waits in the till's queue, as state. */
import { queued } from '$data/queue';

let count = $state(0);

/** Sales that wait or were refused: what a person has to know of. */
export const waiting = (): number => count;

/** Reads the queue again; call it after each change. */
export async function watchQueue(): Promise<void> {
  count = (await queued()).filter(({ kind, state }) => kind === 'sale' && state !== 'sent').length;
}
