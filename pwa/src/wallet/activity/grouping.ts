/** A list of transactions cut into months, in the reader's own days. */

export interface Month<T> {
  /** `2026-03`. */
  key: string;
  /** The first moment of the month. */
  start: Date;
  items: T[];
}

const keyOf = (when: Date) => `${when.getFullYear()}-${String(when.getMonth() + 1).padStart(2, '0')}`;

/** Months in the order in which they come; the order inside is kept. */
export function byMonth<T extends { occurredAt: string }>(transactions: readonly T[]): Month<T>[] {
  const months: Month<T>[] = [];
  for (const item of transactions) {
    const when = new Date(item.occurredAt);
    const key = keyOf(when);
    const found = months.find((month) => month.key === key);
    if (found) found.items.push(item);
    else months.push({ key, start: new Date(when.getFullYear(), when.getMonth(), 1), items: [item] });
  }
  return months;
}

/** Pages of a growing list may overlap; each transaction is kept once, newest first. */
export function unique<T extends { id: string }>(...lists: readonly (readonly T[])[]): T[] {
  return [...new Map(lists.flat().map((item) => [item.id, item])).values()];
}
