/** A card's (or every card's) history, page by page, newest first; the first page is kept on the device. */
import { untrack } from 'svelte';
import type { Transaction } from '$data/documents/wallet';
import { Activity } from '$data/documents/wallet-activity';
import { ask, query } from '$data/query.svelte';
import { kept } from '../kept.svelte';
import { unique } from './grouping';

interface Page {
  items: Transaction[];
  end: string | null;
  more: boolean;
}

type Connection = {
  edges: { node: Transaction }[];
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
};

const pageOf = ({ edges, pageInfo }: Connection): Page => ({
  items: edges.map(({ node }) => node),
  end: pageInfo.endCursor,
  more: pageInfo.hasNextPage,
});

export interface History {
  readonly items: Transaction[] | undefined;
  readonly more: boolean;
  readonly loading: boolean;
  readonly failure: string | undefined;
  /** When what is shown was the server's, if it comes from the device. */
  readonly savedAt: number | undefined;
  next(): void;
  again(): void;
}

/** Call while a component starts. `cardId` empty means all cards. */
export function history(cardId: () => string): History {
  const id = $derived(cardId());
  const first = query(() => ({ document: Activity, variables: { cardId: id || null, after: null } }));
  const fresh = $derived.by(() => {
    const found = first.data?.viewer?.person?.activity;
    return found && pageOf(found);
  });
  const copy = kept(
    () => `customer:activity:${id}`,
    () => fresh,
  );
  let later = $state.raw<Page[]>([]);
  let fetching = $state(false);
  let stumbled = $state(false);
  const last = $derived(later.at(-1) ?? copy.value);

  $effect(() => {
    void id;
    untrack(() => (later = []));
  });

  async function next() {
    const from = last;
    if (!from?.more || fetching || !fresh) return;
    const wanted = id;
    fetching = true;
    const data = await ask({ document: Activity, variables: { cardId: wanted || null, after: from.end } });
    fetching = false;
    const found = data?.viewer?.person?.activity;
    stumbled = !found;
    if (found && wanted === id) later = [...later, pageOf(found)];
  }

  return {
    get items() {
      return copy.value && unique(copy.value.items, ...later.map(({ items }) => items));
    },
    get more() {
      return Boolean(last?.more && fresh);
    },
    get loading() {
      return fetching;
    },
    get failure() {
      return stumbled ? 'more' : first.failure;
    },
    get savedAt() {
      return fresh ? undefined : copy.savedAt;
    },
    next: () => void next(),
    again: () => (stumbled ? void next() : first.refetch()),
  };
}
