/** What happened to a card last: what is pushed stands on top at once, what was kept is there without a line. */
import { untrack } from 'svelte';
import type { Card, Transaction } from '$data/documents/wallet';
import { RecentTransactions } from '$data/documents/wallet-card';
import { query } from '$data/query.svelte';
import { unique } from '../activity/grouping';
import { kept, recentName } from '../kept.svelte';

const MOST = 5;

export interface Recently {
  readonly shown: readonly Transaction[];
  /** Nothing is known yet, on either side. */
  readonly waiting: boolean;
  readonly failure: string | undefined;
  again(): void;
}

/** Call while a component starts that lives for one card. */
export function recently(card: () => Card): Recently {
  const { id } = card();
  const asked = query(() => ({ document: RecentTransactions, variables: { cardId: id } }));
  const copy = kept(recentName(id), () => asked.data?.card?.transactions.edges.map(({ node }) => node));
  const last = $derived(card().lastTransaction);
  /** What was pushed since this began, newest first: the answer is older. */
  let pushed = $state.raw<readonly Transaction[]>([]);
  $effect(() => {
    if (last) pushed = untrack(() => unique([last], pushed)).slice(0, MOST);
  });
  const shown = $derived.by(() => {
    const known = copy.value ?? [];
    const ids = new Set(known.map(({ id: one }) => one));
    const above = unique(last ? [last] : [], pushed).filter(({ id: one }) => !ids.has(one));
    return [...above, ...known].slice(0, MOST);
  });
  return {
    get shown() {
      return shown;
    },
    get waiting() {
      return !copy.value && !(asked.failure && shown.length);
    },
    get failure() {
      return asked.failure;
    },
    again: asked.refetch,
  };
}
