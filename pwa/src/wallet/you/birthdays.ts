/** Birthdays in days: when the next one is, and the one that three years of four do not have. */

const DAY = 86_400_000;

/** `2026-02-28` as a moment that no time zone moves: the start of that day in UTC. */
export const dayOf = (date: string): number => Date.parse(`${date.slice(0, 10)}T00:00:00Z`);

/** Whole days from the reader's today to a date; 0 is today. */
export function daysUntil(date: string, now: Date): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((dayOf(date) - today) / DAY);
}

export interface Birthday {
  day: number;
  month: number;
  year?: number | null;
}

export const isLeapDay = ({ day, month }: Birthday): boolean => day === 29 && month === 2;

/** Soonest first; those without a next birthday last. */
export function bySoonest<T extends { nextBirthday: string | null }>(people: readonly T[]): T[] {
  const at = ({ nextBirthday }: T) => (nextBirthday ? dayOf(nextBirthday) : Number.POSITIVE_INFINITY);
  return [...people].sort((one, other) => at(one) - at(other));
}
