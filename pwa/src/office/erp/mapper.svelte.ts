/** The mapping that is being made: its rows, what the last dry run made of them, and whether it may be kept. */
import { DryRunErpMapping, SaveErpMapping } from '$data/documents/office-erp-mapping';
import { outcome } from '$data/outcome';
import { send } from '$data/query.svelte';
import { toInput, toRow, type DryRun, type KeptRow, type RowForm } from './mapping';

export type Part = 'rows' | 'lines';
export interface Start {
  rows: readonly KeptRow[];
  lines: readonly KeptRow[];
}

export class Mapper {
  rows: RowForm[] = $state([]);
  lines: RowForm[] = $state([]);
  dry = $state.raw<DryRun>();
  busy = $state<'dry' | 'save'>();
  problem = $state<string>();
  /** At which row a refusal is, such as `rows.3`. */
  wrongAt = $state<string>();
  #seen = $state('');

  constructor(
    private readonly streamId: string,
    start: Start,
  ) {
    this.rows = start.rows.map(toRow);
    this.lines = start.lines.map(toRow);
  }

  get #input() {
    const [rows, lines] = [toInput(this.rows), toInput(this.lines)];
    return { streamId: this.streamId, rows, ...(lines.length && { lines }) };
  }

  /** Whether the dry run is of exactly this mapping. */
  get isFresh(): boolean {
    return this.dry !== undefined && this.#seen === JSON.stringify(this.#input);
  }

  get mayKeep(): boolean {
    return this.isFresh && Boolean(this.dry?.token);
  }

  add(part: Part, row: Partial<KeptRow>): void {
    this[part].push(toRow(row));
  }

  remove(part: Part, key: string): void {
    this[part] = this[part].filter((row) => row.key !== key);
  }

  /** Tries it over real rows. */
  async run(): Promise<void> {
    this.busy = 'dry';
    const input = this.#input;
    const sent = await send(DryRunErpMapping, { input }, 'staff');
    this.busy = undefined;
    const result = outcome(sent, (data) => data.dryRunErpMapping);
    this.#tell(result, sent.data?.dryRunErpMapping.errors[0]?.path);
    if (!result.done?.dryRun) return;
    this.dry = result.done.dryRun;
    this.#seen = JSON.stringify(input);
  }

  /** Keeps it; the version that it is, or undefined where it was refused. */
  async keep(): Promise<number | undefined> {
    const dryRunToken = this.dry?.token;
    if (!this.mayKeep || !dryRunToken) return undefined;
    this.busy = 'save';
    const sent = await send(SaveErpMapping, { input: { ...this.#input, dryRunToken } }, 'staff');
    this.busy = undefined;
    const result = outcome(sent, (data) => data.saveErpMapping);
    this.#tell(result, sent.data?.saveErpMapping.errors[0]?.path);
    return result.done?.mapping?.version;
  }

  #tell({ problem, at }: { problem?: string; at: Record<string, string> }, path?: readonly string[]): void {
    this.problem = problem ?? Object.values(at)[0];
    this.wrongAt = this.problem && path ? path.slice(0, 2).join('.') : undefined;
  }
}
