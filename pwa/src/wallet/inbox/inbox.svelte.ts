/** The inbox, page by page, newest first; the first page is kept on the device. */
import { untrack } from 'svelte';
import { Inbox, MarkRead, type Message } from '$data/documents/wallet-inbox';
import { ask, query, send } from '$data/query.svelte';
import { kept } from '../kept.svelte';
import { wallet } from '../wallet.svelte';

const NAME = 'customer:inbox';
const MOST = 100;

interface Page {
  items: Message[];
  end: string | null;
  more: boolean;
}
interface Connection {
  edges: readonly { node: Message }[];
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
}

const pageOf = ({ edges, pageInfo }: Connection): Page => ({
  items: edges.map(({ node }) => node),
  end: pageInfo.endCursor,
  more: pageInfo.hasNextPage,
});

export interface Letters {
  readonly items: Message[] | undefined;
  readonly more: boolean;
  readonly loading: boolean;
  readonly failure: string | undefined;
  next(): void;
  again(): void;
}

/** Call while a component starts. What was shown counts as read; it still looks new until the screen is left. */
export function letters(): Letters {
  const first = query(() => ({ document: Inbox, variables: { after: null } }));
  const fresh = $derived.by(() => {
    const found = first.data?.viewer?.person?.inbox;
    return found && pageOf(found);
  });
  const copy = kept(NAME, () => fresh);
  let later = $state.raw<Page[]>([]);
  let fetching = $state(false);
  let stumbled = $state(false);
  const last = $derived(later.at(-1) ?? copy.value);
  const items = $derived(copy.value && unique(copy.value.items, ...later.map((page) => page.items)));

  const told = new Set<string>();
  const unread = $derived((fresh && items ? items : []).filter(({ id, readAt }) => !readAt && !told.has(id)));
  $effect(() => {
    const messageIds = unread.map(({ id }) => id).slice(0, MOST);
    if (!messageIds.length) return;
    for (const id of messageIds) told.add(id);
    void send(MarkRead, { input: { messageIds } });
  });

  // A push says that there is something new: the list is asked for again.
  const waiting = $derived(wallet.unread);
  let seen = untrack(() => waiting);
  $effect(() => {
    if (waiting > seen) first.refetch();
    seen = waiting;
  });

  async function next() {
    const from = last;
    if (!from?.more || fetching || !fresh) return;
    fetching = true;
    const data = await ask({ document: Inbox, variables: { after: from.end } });
    fetching = false;
    const found = data?.viewer?.person?.inbox;
    stumbled = !found;
    if (found) later = [...later, pageOf(found)];
  }

  return {
    get items() {
      return items;
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

function unique(...lists: readonly (readonly Message[])[]): Message[] {
  return [...new Map(lists.flat().map((item) => [item.id, item])).values()];
}
