/** Gets the codes of all cards ready while there is a line, so that each works without one. */
import { certify, needsRenewal, readDevice } from './device';

/** A phone shows few cards; the rest are certified when they are opened. */
const MOST = 12;

/** One after the other, the first one first; stops at the first failure, the next start tries again. */
export async function prepareCodes(cardIds: readonly string[]): Promise<void> {
  for (const cardId of cardIds.slice(0, MOST)) {
    const known = await readDevice(cardId);
    if (!needsRenewal(known, Date.now())) continue;
    const { failure } = await certify(cardId, known);
    if (failure !== undefined) return;
  }
}
