/** A list that grows page by page: what was read before stays, each row once. */

interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

export interface Growing<T> {
  readonly after: string | undefined;
  readonly items: readonly T[];
  readonly hasMore: boolean;
  more(): void;
  /** From the first page on. */
  restart(): void;
  /** Lets rows go that are no longer of it; the newest page must be asked for again. */
  without(ids: readonly string[]): void;
}

/** `page` is the newest answer to a question with this list's `after` in its variables. */
export function growing<T extends { id: string }>(page: () => Page<T> | undefined): Growing<T> {
  let after = $state<string>();
  let kept = $state.raw<readonly T[]>([]);
  const items = $derived(
    [...kept, ...(page()?.nodes ?? [])].filter(
      (item, at, all) => all.findIndex(({ id }) => id === item.id) === at,
    ),
  );
  return {
    get after() {
      return after;
    },
    get items() {
      return items;
    },
    get hasMore() {
      return page()?.pageInfo.hasNextPage ?? false;
    },
    more() {
      kept = items;
      after = page()?.pageInfo.endCursor ?? undefined;
    },
    restart() {
      kept = [];
      after = undefined;
    },
    without(ids) {
      kept = kept.filter(({ id }) => !ids.includes(id));
    },
  };
}
