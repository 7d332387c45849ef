/** The hours of a shop's day that a picture of it shows. */

const MORNING = 8;
const EVENING = 20;

/** From morning to evening, and every hour beyond that has bills: nothing that happened is left out. */
export function hoursShown(billsByHour: ReadonlyMap<number, number>): number[] {
  const busy = [...billsByHour].filter(([, bills]) => bills > 0).map(([hour]) => hour);
  const first = Math.min(MORNING, ...busy);
  const last = Math.max(EVENING, ...busy);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
