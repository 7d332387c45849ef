/** What the office's list is about now: search, filter, order, columns, and whom one chose. */
import { SvelteSet } from 'svelte/reactivity';
import { CustomerCount, type ViewFields } from '$data/documents/office-directory';
import type { ResultOf } from '$data/graphql';
import { query } from '$data/query.svelte';
import { settled } from '$data/settled.svelte';
import { CHOOSABLE, USUAL, type ColumnName } from './columns';
import type { Filter, Sort } from './filters';

export type View = ResultOf<typeof ViewFields>;

export class ListState {
  typed = $state('');
  filter = $state.raw<Filter>({});
  sort = $state<Sort>('LAST_VISIT');
  columns = $state.raw<readonly ColumnName[]>(USUAL);
  /** The saved view that is open. */
  view = $state.raw<View>();
  readonly chosen = new SvelteSet<string>();
  /** All whom search and filter find are chosen, also those not on show yet. */
  everyone = $state(false);
  readonly #search = settled(() => this.typed.trim(), 180);

  readonly search = $derived(this.#search.value || undefined);
  readonly conditions = $derived(Object.keys(this.filter) as (keyof Filter)[]);
  readonly narrowed = $derived(this.conditions.length > 0 || this.search !== undefined);
  readonly asks = $derived({
    search: this.search,
    filter: this.conditions.length ? this.filter : undefined,
  });

  /** Opens a saved view, or the whole list. */
  open(view: View | undefined): void {
    this.view = view;
    this.typed = view?.search ?? '';
    this.filter = (view?.filter ?? {}) as Filter;
    this.sort = view?.sort ?? 'LAST_VISIT';
    this.columns = view?.columns.length ? view.columns : USUAL;
    this.unchoose();
  }

  narrow(filter: Filter): void {
    this.filter = filter;
    this.unchoose();
  }

  without(key: keyof Filter): void {
    const rest = Object.entries(this.filter).filter(([name]) => name !== key);
    this.narrow(Object.fromEntries(rest) as Filter);
  }

  show(columns: ReadonlySet<ColumnName>): void {
    this.columns = CHOOSABLE.filter((name) => name === 'NAME' || columns.has(name));
  }

  unchoose(): void {
    this.chosen.clear();
    this.everyone = false;
  }

  /** Whom an act is about. */
  selection() {
    return this.everyone
      ? { everyone: true, ...this.asks, sort: this.sort }
      : { customerIds: [...this.chosen] };
  }
}

/** How many the list has; asked anew with its question. Call it while a component starts. */
export function counting(list: ListState) {
  return query(() => ({ document: CustomerCount, variables: list.asks, session: 'staff' }));
}
