/** A card's (or every card's) history, page by page, newest first; the first page is kept on the device. */
import type { Transaction } from '$data/documents/wallet';
import { Activity } from '$data/documents/wallet-activity';
import { ask, query } from '$data/query.svelte';
import { activityName, kept } from '../kept.svelte';
import { unique } from './grouping';
import { pageOf, type Page } from './page';

export interface History {
  readonly items: Transaction[] | undefined;
  readonly more: boolean;
  readonly loading: boolean;
  readonly failure: string | undefined;
  next(): void;
  again(): void;
}

/** Call while a component starts, which lives for this card; without an id it is of all cards. */
export function history(cardId: string | null): History {
  const first = query(() => ({ document: Activity, variables: { cardId, after: null } }));
  const fresh = $derived.by(() => {
    const found = first.data?.viewer?.person?.activity;
    return found && pageOf(found);
  });
  const copy = kept(activityName(cardId ?? 'all'), () => fresh);
  let later = $state.raw<Page[]>([]);
  let fetching = $state(false);
  let stumbled = $state(false);
  const last = $derived(later.at(-1) ?? copy.value);

  async function next() {
    const from = last;
    if (!from?.more || fetching || !fresh) return;
    fetching = true;
    const data = await ask({ document: Activity, variables: { cardId, after: from.end } });
    fetching = false;
    const found = data?.viewer?.person?.activity;
    stumbled = !found;
    if (found) later = [...later, pageOf(found)];
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
    next: () => void next(),
    again: () => (stumbled ? void next() : first.refetch()),
  };
}
