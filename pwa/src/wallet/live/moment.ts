/** What a push means to the person: points earned, on their way, spent or taken back, a tier or stamps gained, or nothing new. */
import type { Card, CardBalance, Transaction } from '$data/documents/wallet';
import { gainsOf, isNews, type Gain } from './gains';

export type PointsKind = 'earned' | 'pending' | 'spent' | 'returned' | 'givenBack' | 'expired' | 'changed';
/** `gained`: a tier or a full stamp card without points. `stamped`: stamps alone. */
type MomentKind = PointsKind | 'gained' | 'stamped';

export interface Moment {
  cardId: string;
  kind: MomentKind;
  /** How many points moved; always positive. */
  points: number;
  from: number;
  to: number;
  /** How many pushes it stands for. */
  times: number;
  /** What moved the points; a tier can rise without. */
  transaction?: Transaction;
  /** What came with it. */
  gains: readonly Gain[];
}

const TAKEN: Partial<Record<Transaction['kind'], PointsKind>> = {
  REDEEM: 'spent',
  REVERSE_EARN: 'returned',
  EXPIRE: 'expired',
};

function kindOf({ kind }: Transaction, change: number, pending: number): PointsKind | undefined {
  if (change > 0) return kind === 'REVERSE_REDEEM' ? 'givenBack' : 'earned';
  if (change < 0) return TAKEN[kind] ?? 'changed';
  return pending > 0 ? 'pending' : undefined;
}

function pointsOf(before: Card, after: CardBalance): Moment | undefined {
  const transaction = after.lastTransaction;
  if (after.version <= before.version || !transaction) return undefined;
  if (transaction.id === before.lastTransaction?.id || !isNews(transaction.recordedAt, after))
    return undefined;
  const change = after.balance - before.balance;
  const pending = after.pending - before.pending;
  const kind = kindOf(transaction, change, pending);
  if (!kind) return undefined;
  const points = Math.abs(change || pending);
  const [from, to] = [before.balance, after.balance];
  return { cardId: after.id, kind, points, from, to, times: 1, transaction, gains: [] };
}

/** `undefined` when there is nothing to tell: an older state, the same one again, or news of long ago. */
export function momentOf(before: Card, after: CardBalance, fresh = true): Moment | undefined {
  const moved = pointsOf(before, after);
  const gains = gainsOf(before, after, fresh);
  if (!gains.length) return moved;
  if (moved?.kind === 'earned') return { ...moved, gains };
  const kind = gains.every((each) => each.kind === 'stamped') ? 'stamped' : 'gained';
  const { balance } = after;
  return { cardId: after.id, kind, points: 0, from: before.balance, to: balance, times: 0, gains };
}

/** Worth the whole screen. */
export const isJoy = ({ kind }: Moment): boolean => kind === 'earned' || kind === 'gained';

/** Two sales in a row on one card, or a sale and what came with it, are one moment. */
export function join(shown: Moment | undefined, next: Moment): Moment {
  const joins = isJoy(next) || next.kind === 'stamped';
  if (!shown || shown.cardId !== next.cardId || !isJoy(shown) || !joins) return next;
  const points = shown.points + next.points;
  return {
    ...shown,
    ...next,
    points,
    from: shown.from,
    times: shown.times + next.times,
    kind: points ? 'earned' : 'gained',
    gains: [...shown.gains, ...next.gains],
  };
}
