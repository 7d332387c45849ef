/** What people type into fields, as values, and values as they are typed. */

/** A whole number of at most nine digits; nothing where none was typed. */
export const whole = (typed: string): number | undefined =>
  /^\d{1,9}$/.test(typed.trim()) ? Number(typed) : undefined;

/** A number with a point or a comma; nothing where none was typed. */
export function decimal(typed: string): number | undefined {
  const value = typed.trim() ? Number(typed.trim().replace(',', '.')) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** An amount in the smallest unit; `unit` is how many of them make one. */
export function minor(typed: string, unit: number): number | undefined {
  const value = decimal(typed);
  return value === undefined ? undefined : Math.round(value * unit);
}

export const text = (value: number | null | undefined): string => (value == null ? '' : String(value));

/** Whether something was typed that is no number of this kind. */
export const isWrong = (typed: string, read: (typed: string) => number | undefined): boolean =>
  typed.trim() !== '' && read(typed) === undefined;
