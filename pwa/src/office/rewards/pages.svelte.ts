/** A list that grows page by page, and begins anew when its question changes. */
interface Page<T> {
  edges: readonly { node: T }[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export class Pages<T> {
  #earlier = $state.raw<readonly T[]>([]);
  /** The cursor for the question. */
  after = $state<string>();

  /** All pages until now, the one at hand included. */
  all(page: Page<T> | undefined): readonly T[] {
    return [...this.#earlier, ...(page?.edges.map(({ node }) => node) ?? [])];
  }

  more(page: Page<T> | undefined): void {
    this.#earlier = this.all(page);
    this.after = page?.pageInfo.endCursor ?? undefined;
  }

  restart(): void {
    this.#earlier = [];
    this.after = undefined;
  }
}
