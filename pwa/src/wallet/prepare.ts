/** Makes the day without a line: codes of all cards ready, and what happened last kept on the device. */
import { Activity } from '$data/documents/wallet-activity';
import { AllRecent } from '$data/documents/wallet-card';
import { ask } from '$data/query.svelte';
import { saveSnapshot } from '$data/snapshot';
import { pageOf } from './activity/page';
import { activityName, recentName } from './kept.svelte';
import { certify, needsRenewal, readDevice } from './code/device';

/** A phone shows few cards; the rest are certified when they are opened. */
const MOST = 12;

/** One after the other, the first one first; stops at the first failure, the next start tries again. */
export async function prepareCodes(cardIds: readonly string[]): Promise<void> {
  for (const cardId of cardIds.slice(0, MOST)) {
    const known = await readDevice(cardId);
    if (!needsRenewal(known, Date.now())) continue;
    if (!(await certify(cardId, known)).device) return;
  }
}

/** The last transactions of every card, and the first page of the front one's history. */
export async function prepareHistory(frontCardId: string | undefined): Promise<void> {
  if (!frontCardId) return;
  const recent = await ask({ document: AllRecent, variables: {} });
  for (const { id, transactions } of recent?.viewer?.person?.cards ?? []) {
    await saveSnapshot(
      recentName(id),
      transactions.edges.map(({ node }) => node),
    );
  }
  const past = await ask({ document: Activity, variables: { cardId: frontCardId, after: null } });
  const activity = past?.viewer?.person?.activity;
  if (activity) await saveSnapshot(activityName(frontCardId), pageOf(activity));
}
