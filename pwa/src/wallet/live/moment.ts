/** What a push means to the person: points earned, on their way, spent or taken back, or nothing new. */
import type { Card, CardBalance, Transaction } from '$data/documents/wallet';

export type MomentKind = 'earned' | 'pending' | 'spent' | 'returned' | 'givenBack' | 'expired' | 'changed';

export interface Moment {
  cardId: string;
  kind: MomentKind;
  /** How many points moved; always positive. */
  points: number;
  from: number;
  to: number;
  /** How many pushes it stands for. */
  times: number;
  transaction: Transaction;
}

/** Older news, met when the app is opened, only changes the number. Both times are the server's. */
const NEWS_MS = 120_000;

const TAKEN: Partial<Record<Transaction['kind'], MomentKind>> = {
  REDEEM: 'spent',
  REVERSE_EARN: 'returned',
  EXPIRE: 'expired',
};

function kindOf({ kind }: Transaction, change: number, pending: number): MomentKind | undefined {
  if (change > 0) return kind === 'REVERSE_REDEEM' ? 'givenBack' : 'earned';
  if (change < 0) return TAKEN[kind] ?? 'changed';
  return pending > 0 ? 'pending' : undefined;
}

/** `undefined` when there is nothing to tell: an older state, the same one again, or news of long ago. */
export function momentOf(before: Card, after: CardBalance): Moment | undefined {
  const transaction = after.lastTransaction;
  if (after.version <= before.version || !transaction) return undefined;
  if (transaction.id === before.lastTransaction?.id) return undefined;
  if (Date.parse(after.asOf) - Date.parse(transaction.recordedAt) > NEWS_MS) return undefined;
  const change = after.balance - before.balance;
  const pending = after.pending - before.pending;
  const kind = kindOf(transaction, change, pending);
  if (!kind) return undefined;
  const points = Math.abs(change || pending);
  return { cardId: after.id, kind, points, from: before.balance, to: after.balance, times: 1, transaction };
}

/** Two sales in a row on one card are one moment. */
export function join(shown: Moment | undefined, next: Moment): Moment {
  const same = shown?.cardId === next.cardId && shown.kind === next.kind && next.kind === 'earned';
  return same && shown
    ? { ...next, points: shown.points + next.points, from: shown.from, times: shown.times + 1 }
    : next;
}
