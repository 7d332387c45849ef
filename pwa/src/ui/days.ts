/** Days of a person's life: a birthday may go without its year. */

export interface DayParts {
  day: number;
  month: number;
  year?: number;
}

/** The day, when it exists in the calendar; 29 February counts where no year is given. */
export function realDay(day: number, month: number, year?: number): DayParts | undefined {
  const at = new Date(Date.UTC(year ?? 2000, month - 1, day));
  const real = at.getUTCDate() === day && at.getUTCMonth() === month - 1;
  const past = year === undefined || (year >= 1900 && at.getTime() <= Date.now());
  return real && past ? { day, month, ...(year === undefined ? {} : { year }) } : undefined;
}

/** Day, month and year in the order in which a language writes them. */
export function partOrder(locale: string): ('day' | 'month' | 'year')[] {
  const parts = new Intl.DateTimeFormat(locale).formatToParts(0).map(({ type }) => type);
  return parts.filter((type) => type === 'day' || type === 'month' || type === 'year');
}
