/** A list of messages cut into the reader's own days. */

export interface Day<T> {
  /** `2026-03-07`. */
  key: string;
  /** The first moment of the day. */
  start: Date;
  items: T[];
}

const two = (value: number) => String(value).padStart(2, '0');
const keyOf = (when: Date) => `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;

/** Days in the order in which they come; the order inside is kept. */
export function byDay<T extends { createdAt: string }>(messages: readonly T[]): Day<T>[] {
  const days: Day<T>[] = [];
  for (const item of messages) {
    const when = new Date(item.createdAt);
    const key = keyOf(when);
    const found = days.find((day) => day.key === key);
    if (found) found.items.push(item);
    else
      days.push({
        key,
        start: new Date(when.getFullYear(), when.getMonth(), when.getDate()),
        items: [item],
      });
  }
  return days;
}

/** How many days ago a day was: 0 for today. */
export function daysAgo(start: Date, now: Date): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((today - Date.UTC(start.getFullYear(), start.getMonth(), start.getDate())) / 86_400_000);
}
