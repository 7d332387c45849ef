import { describe, expect, test } from 'vitest';
import type { Transaction } from '$data/documents/wallet';
import { join, momentOf, type Moment } from '../../src/wallet/live/moment';
import { card, transaction } from './make';

const before = card();
const push = (balance: number, part: Partial<Transaction> = {}, pending = 0) =>
  card({
    balance,
    pending,
    version: 8,
    asOf: '2026-03-10T12:05:00Z',
    lastTransaction: transaction({ id: 'Transaction:2', recordedAt: '2026-03-10T12:04:59Z', ...part }),
  });

describe('a push', () => {
  test('that brings points is a moment', () => {
    expect(momentOf(before, push(1360))).toMatchObject({ kind: 'earned', points: 120, from: 1240, to: 1360 });
  });
  test.each([
    ['REDEEM', 'spent'],
    ['REVERSE_EARN', 'returned'],
    ['EXPIRE', 'expired'],
    ['ADJUST', 'changed'],
  ] as const)('of kind %s that takes points says so', (kind, told) => {
    expect(momentOf(before, push(1140, { kind, points: -100 }))).toMatchObject({ kind: told, points: 100 });
  });
  test('that gives spent points back is not called earned', () => {
    expect(momentOf(before, push(1300, { kind: 'REVERSE_REDEEM' }))?.kind).toBe('givenBack');
  });
  test('of points that cannot be spent yet says that they are on their way', () => {
    expect(momentOf(before, push(1240, { isPending: true }, 60))).toMatchObject({
      kind: 'pending',
      points: 60,
    });
  });
  test('of the state that is already shown says nothing', () => {
    expect(momentOf(before, { ...push(1360), version: 7 })).toBeUndefined();
    expect(momentOf(before, { ...push(1360), lastTransaction: before.lastTransaction })).toBeUndefined();
  });
  test('of what happened long ago only changes the number', () => {
    expect(momentOf(before, push(1360, { recordedAt: '2026-03-10T11:00:00Z' }))).toBeUndefined();
  });
  test('without any change of points says nothing', () => {
    expect(momentOf(before, push(1240, { kind: 'ADJUST', points: 0 }))).toBeUndefined();
  });
});

describe('two moments', () => {
  const earned = (part: Partial<Moment> = {}): Moment => ({
    ...(momentOf(before, push(1360)) as Moment),
    ...part,
  });
  test('on one card are one, from the first balance to the last', () => {
    const second = earned({ points: 80, from: 1360, to: 1440 });
    expect(join(earned(), second)).toMatchObject({ points: 200, from: 1240, to: 1440, times: 2 });
  });
  test('on different cards stay two', () => {
    const other = earned({ cardId: 'Card:2' });
    expect(join(earned(), other)).toBe(other);
  });
  test('start afresh when none is shown', () => {
    const only = earned();
    expect(join(undefined, only)).toBe(only);
  });
});
