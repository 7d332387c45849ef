import { describe, expect, test } from 'vitest';
import type { Transaction } from '$data/documents/wallet';
import { join, momentOf, type Moment } from '../../src/wallet/live/moment';
import { card, stampCard, standing, transaction } from './make';

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

describe('a tier', () => {
  const silver = card({ tier: standing() });
  const gold = standing({
    tier: { id: 'Tier:3', name: 'Gold', rank: 3, colour: '' },
    next: null,
    since: '2026-03-10T12:04:59Z',
  });

  test('that is reached with the points is part of their moment', () => {
    const moment = momentOf(silver, { ...push(1360), tier: gold });
    expect(moment).toMatchObject({ kind: 'earned', points: 120, gains: [{ kind: 'tier', standing: gold }] });
  });
  test('that is reached without points is a moment of its own', () => {
    const moment = momentOf(silver, { ...silver, asOf: '2026-03-10T12:05:00Z', tier: gold });
    expect(moment).toMatchObject({ kind: 'gained', points: 0, to: 1240, gains: [{ kind: 'tier' }] });
  });
  test.each([
    ['went down', card({ tier: gold }), standing()],
    ['stayed', silver, standing({ missing: 40 })],
    ['was reached long ago', silver, { ...gold, since: '2026-03-09T12:00:00Z' }],
    ['was not known before', card(), gold],
  ])('that %s is no news', (_, known, tier) => {
    expect(momentOf(known, { ...known, asOf: '2026-03-10T12:05:00Z', tier })).toBeUndefined();
  });
  test('joins the sale that reached it', () => {
    const sale = momentOf(silver, push(1360)) as Moment;
    const rise = momentOf(silver, { ...silver, asOf: '2026-03-10T12:05:00Z', tier: gold }) as Moment;
    expect(join(sale, rise)).toMatchObject({
      kind: 'earned',
      points: 120,
      times: 1,
      gains: [{ kind: 'tier' }],
    });
    expect(join(sale, rise).transaction?.id).toBe('Transaction:2');
  });
});

describe('stamps', () => {
  const seven = card({ stampCards: [stampCard()] });
  const later = { asOf: '2026-03-10T12:05:00Z' };
  const after = (part: Parameters<typeof stampCard>[0]) => ({
    ...seven,
    ...later,
    stampCards: [stampCard(part)],
  });

  test('alone are a note', () => {
    expect(momentOf(seven, after({ stamps: 9 }))).toMatchObject({
      kind: 'stamped',
      gains: [{ kind: 'stamped', added: 2 }],
    });
  });
  test('that fill the card are a moment, once', () => {
    const full = after({ stamps: 10, state: 'FULL' });
    expect(momentOf(seven, full)).toMatchObject({ kind: 'gained', gains: [{ kind: 'full', added: 3 }] });
    expect(momentOf({ ...seven, ...full }, { ...full, asOf: '2026-03-10T12:06:00Z' })).toBeUndefined();
  });
  test('that come with a sale are part of its moment', () => {
    const sold = { ...push(1360), stampCards: [stampCard({ stamps: 8 })] };
    expect(momentOf(seven, sold)).toMatchObject({ kind: 'earned', gains: [{ added: 1 }] });
    const sale = momentOf(seven, { ...sold, stampCards: seven.stampCards }) as Moment;
    const stamp = momentOf(seven, after({ stamps: 8 })) as Moment;
    expect(join(sale, stamp)).toMatchObject({ kind: 'earned', points: 120, gains: [{ kind: 'stamped' }] });
  });
  test.each([
    ['taken back', after({ stamps: 6 }), true],
    ['that a copy of who knows when did not know', after({ stamps: 9 }), false],
    ['on a card that expired', after({ stamps: 8, state: 'EXPIRED' }), true],
  ])('%s are no news', (_, pushed, fresh) => {
    expect(momentOf(seven, pushed, fresh)).toBeUndefined();
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
