/** The last twelve weeks in numbers: what came in, what went out, how often. */
import type { Transaction } from '$data/documents/wallet';

export interface Week {
  /** First day. */
  start: Date;
  earned: number;
  /** Points that left, as a positive number. */
  left: number;
  visits: number;
}

type Counted = Pick<Transaction, 'kind' | 'points' | 'occurredAt' | 'isPending'>;

export const WEEKS = 12;

function startOfDay(when: Date, plusDays = 0): Date {
  return new Date(when.getFullYear(), when.getMonth(), when.getDate() + plusDays);
}

/** Weeks of seven days of which the last one ends today; oldest first. Points on their way are not counted. */
export function weeksOf(transactions: readonly Counted[], now: Date, count = WEEKS): Week[] {
  const weeks = Array.from({ length: count }, (_, i) => ({
    start: startOfDay(now, 1 - 7 * (count - i)),
    earned: 0,
    left: 0,
    visits: 0,
  }));
  for (const { kind, points, occurredAt, isPending } of transactions) {
    const when = Date.parse(occurredAt);
    const week = weeks.findLast(({ start }) => start.getTime() <= when);
    if (!week || isPending) continue;
    if (points > 0) week.earned += points;
    else week.left -= points;
    if (kind === 'EARN') week.visits += 1;
  }
  return weeks;
}

export const total = (weeks: readonly Week[], part: 'earned' | 'left' | 'visits'): number =>
  weeks.reduce((sum, week) => sum + week[part], 0);

/** What was spent by the person's own will. */
export function spent(transactions: readonly Counted[], since: Date): number {
  return transactions
    .filter(({ kind, occurredAt }) => kind === 'REDEEM' && Date.parse(occurredAt) >= since.getTime())
    .reduce((sum, { points }) => sum - points, 0);
}
