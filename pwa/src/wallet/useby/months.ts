/** Points by their last day, cut into the months of a year, as a calendar shows them. */

interface Ending {
  /** `2026-03-07`: the last day on which they are good. */
  day: string;
  points: number;
}

export interface Month {
  /** `2026-03`. */
  key: string;
  /** A moment of the month in UTC, to name it. */
  at: Date;
  points: number;
  days: Ending[];
}

/** Twelve months from the present one on, also those in which nothing expires. */
export function yearOf(days: readonly Ending[], today: Date): Month[] {
  const months = Array.from({ length: 13 }, (_, ahead) => {
    const at = new Date(Date.UTC(today.getFullYear(), today.getMonth() + ahead, 15));
    return { key: at.toISOString().slice(0, 7), at };
  });
  return months.map(({ key, at }) => {
    const found = days.filter(({ day }) => day.startsWith(key));
    return { key, at, points: found.reduce((sum, { points }) => sum + points, 0), days: found };
  });
}

/** How many days are left until a day, which counts itself: 0 is today. */
export function daysLeft(day: string, today: Date): number {
  const from = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  return Math.round((Date.parse(`${day}T00:00:00Z`) - from) / 86_400_000);
}
