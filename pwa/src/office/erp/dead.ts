/** A row that could not be taken, as a form of its columns. */
import type { ErpDeadRowFields } from '$data/documents/office-erp-repair';
import type { ResultOf } from '$data/graphql';
import { cellsOf, cellText } from './mapping';

export type DeadRow = ResultOf<typeof ErpDeadRowFields>;
export type DeadState = DeadRow['state'];
export const STATES: readonly DeadState[] = ['OPEN', 'REPLAYED', 'DROPPED'];
/** What one act may concern at once. */
export const MOST_AT_ONCE = 1000;

export interface Cell {
  column: string;
  /** As it was read. */
  read: string;
  /** As it stands now: mended, else as read. */
  typed: string;
}

/** The columns as the stream reads them, mended ones as they were mended; the failing one stands first. */
export function cellsFor(row: DeadRow, columns: readonly string[], failing?: string): Cell[] {
  const [edited, payload] = [cellsOf(row.edited), cellsOf(row.payload)];
  const order = [failing ?? '', ...columns, ...Object.keys(payload)];
  const known = [...new Set(order)].filter((column) => column in payload);
  return known
    .map((column) => ({ column, value: payload[column] }))
    .map(({ column, value }) => ({
      column,
      read: cellText(value),
      typed: cellText(column in edited ? edited[column] : value),
    }));
}

/** Only what differs from what was read; an emptied column has no value. */
export const changesOf = (cells: readonly Cell[]): Record<string, string | null> =>
  Object.fromEntries(
    cells
      .filter(({ read, typed }) => typed !== read)
      .map(({ column, typed }) => [column, typed === '' ? null : typed]),
  );

/** The column that the failing field reads. */
export function columnOf(
  row: DeadRow,
  rows: readonly { sourceField: string; targetField: string }[],
): string | undefined {
  return rows.find(({ targetField }) => targetField === row.path)?.sourceField || undefined;
}
