/** A list of customers that grows page by page, and starts anew when its question changes. */
import { untrack } from 'svelte';
import type { ResultOf, VariablesOf } from '$data/graphql';
import type { CustomerRow, Customers } from '$data/documents/office-customers';
import { query } from '$data/query.svelte';

export type CustomerInfo = ResultOf<typeof CustomerRow>;

interface Asked {
  document: typeof Customers;
  variables: Omit<VariablesOf<typeof Customers>, 'after'>;
}

export function pages(asked: () => Asked) {
  let after = $state<string>();
  let kept = $state.raw<readonly CustomerInfo[]>([]);
  let question = '';

  const page = query(() => {
    const { document, variables } = asked();
    return {
      document,
      variables: { ...variables, after },
      session: 'staff' as const,
      policy: 'network-only' as const,
    };
  });
  const fresh = $derived(page.data?.customers.edges.map(({ node }) => node) ?? []);
  const rows = $derived([...kept, ...fresh]);

  $effect(() => {
    const next = JSON.stringify(asked().variables);
    if (next !== question) untrack(restart);
    question = next;
  });

  function restart() {
    after = undefined;
    kept = [];
  }

  return {
    get rows() {
      return rows;
    },
    get ready() {
      return page.data !== undefined && !page.loading;
    },
    get loading() {
      return page.loading;
    },
    get failure() {
      return page.failure;
    },
    get more() {
      const { endCursor, hasNextPage } = page.data?.customers.pageInfo ?? {};
      if (!hasNextPage || !endCursor || page.loading) return undefined;
      return () => {
        kept = rows;
        after = endCursor;
      };
    },
    refetch() {
      restart();
      page.refetch();
    },
  };
}
