/** What a push means to the person: points earned, on their way, spent or taken back, a tier reached, or nothing new. */
import type { Card, CardBalance, Standing, Transaction } from '$data/documents/wallet';

export type PointsKind = 'earned' | 'pending' | 'spent' | 'returned' | 'givenBack' | 'expired' | 'changed';
export type MomentKind = PointsKind | 'risen';

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
  /** The tier that was reached with it. */
  risen?: Standing;
}

/** Older news, met when the app is opened, only changes the number. Both times are the server's. */
const NEWS_MS = 120_000;

const TAKEN: Partial<Record<Transaction['kind'], PointsKind>> = {
  REDEEM: 'spent',
  REVERSE_EARN: 'returned',
  EXPIRE: 'expired',
};

const isNews = (at: string, { asOf }: CardBalance): boolean => Date.parse(asOf) - Date.parse(at) <= NEWS_MS;

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
  return { cardId: after.id, kind, points, from: before.balance, to: after.balance, times: 1, transaction };
}

/** The tier that was reached just now; what a device without a tier of the card hears first is no rise. */
function risen(before: Card, after: CardBalance): Standing | undefined {
  const [old, now] = [before.tier, after.tier];
  if (!old || !now?.tier || !now.since) return undefined;
  return now.tier.rank > (old.tier?.rank ?? 0) && isNews(now.since, after) ? now : undefined;
}

/** `undefined` when there is nothing to tell: an older state, the same one again, or news of long ago. */
export function momentOf(before: Card, after: CardBalance): Moment | undefined {
  const moved = pointsOf(before, after);
  const tier = risen(before, after);
  if (!tier) return moved;
  if (moved?.kind === 'earned') return { ...moved, risen: tier };
  return {
    cardId: after.id,
    kind: 'risen',
    points: 0,
    from: before.balance,
    to: after.balance,
    times: 0,
    risen: tier,
  };
}

const isJoy = (kind: MomentKind): boolean => kind === 'earned' || kind === 'risen';

/** Two sales in a row on one card, or a sale and the tier that it reached, are one moment. */
export function join(shown: Moment | undefined, next: Moment): Moment {
  if (!shown || shown.cardId !== next.cardId || !isJoy(shown.kind) || !isJoy(next.kind)) return next;
  const points = shown.points + next.points;
  return {
    ...shown,
    ...next,
    points,
    from: shown.from,
    times: shown.times + next.times,
    kind: points ? 'earned' : 'risen',
  };
}
