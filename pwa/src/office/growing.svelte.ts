/** A list that grows page by page: what was read before stays, each row once. */

interface PageInfo {
  readonly endCursor?: string | null;
  readonly hasNextPage: boolean;
}
type Page<T> = { readonly pageInfo: PageInfo } & (
  { readonly nodes: readonly T[] } | { readonly edges: readonly { readonly node: T }[] }
);

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

const rowsOf = <T>(page: Page<T> | undefined): readonly T[] =>
  !page ? [] : 'nodes' in page ? page.nodes : page.edges.map(({ node }) => node);

/** What tells a row from the others: its id, or where it has none, itself. */
const nameOf = (row: object): unknown => ('id' in row ? row.id : row);

/** `page` is the newest answer to a question with this list's `after` in its variables. */
export function growing<T extends object>(page: () => Page<T> | undefined): Growing<T> {
  let after = $state<string>();
  let kept = $state.raw<readonly T[]>([]);
  const items = $derived([
    ...new Map([...kept, ...rowsOf(page())].map((row) => [nameOf(row), row])).values(),
  ]);
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
      kept = kept.filter((row) => !ids.includes(nameOf(row) as string));
    },
  };
}
