import { describe, expect, test } from 'vitest';
import { byUse, merge, nextExpiry, patch } from '../../src/wallet/cards';
import { card, standing, transaction } from './make';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const inDays = (days: number) => new Date(NOW + days * 86_400_000).toISOString();

describe('news of cards', () => {
  test('a pushed state takes the place of an older one', () => {
    const [now] = patch([card()], { ...card(), balance: 1360, version: 8 });
    expect(now?.balance).toBe(1360);
    expect(now?.brand.name).toBe('Saffron Crumb');
  });
  test('a late push of an older state changes nothing', () => {
    const held = [card({ balance: 1360, version: 8 })];
    expect(patch(held, card({ balance: 1240, version: 7 }))).toBe(held);
  });
  test('the same state again changes nothing', () => {
    const held = [card()];
    expect(patch(held, card())).toBe(held);
  });
  test('a tier that moves without points takes its place by when it was said', () => {
    const held = [card({ tier: standing() })];
    const [later, earlier] = ['2026-03-10T12:09:00Z', '2026-03-10T11:00:00Z'];
    const pushed = (asOf: string) => patch(held, card({ asOf, tier: standing({ missing: 40 }) }));
    expect(pushed(later)[0]?.tier?.missing).toBe(40);
    expect(pushed(earlier)).toBe(held);
  });
  test('a push of a card that is not held changes nothing', () => {
    const held = [card()];
    expect(patch(held, card({ id: 'Card:9', version: 99 }))).toBe(held);
  });
  test('a slow answer does not undo a push, but brings all else', () => {
    const pushed = card({ balance: 1360, version: 8 });
    const slow = card({ balance: 1240, version: 7, number: '100000013' });
    expect(merge([pushed], [slow])[0]).toMatchObject({ balance: 1360, version: 8, number: '100000013' });
  });
  test('cards that the answer does not know are gone, new ones are there', () => {
    const ids = merge([card(), card({ id: 'Card:2' })], [card(), card({ id: 'Card:3' })]).map(({ id }) => id);
    expect(ids).toEqual(['Card:1', 'Card:3']);
  });
});

describe('the stack', () => {
  test('has the card that was used last in front, one never used by its joining', () => {
    const used = (id: string, occurredAt: string) =>
      card({ id, lastTransaction: transaction({ occurredAt }) });
    const fresh = card({ id: 'Card:new', lastTransaction: null, joinedAt: '2026-02-01T00:00:00Z' });
    const cards = [
      used('Card:late', '2026-03-01T00:00:00Z'),
      fresh,
      used('Card:early', '2026-01-01T00:00:00Z'),
    ];
    expect(byUse(cards).map(({ id }) => id)).toEqual(['Card:early', 'Card:new', 'Card:late']);
  });
});

describe('the next expiry', () => {
  const expiring = (points: number, at: string) => ({ points, at });
  test('is the soonest of all cards', () => {
    const cards = [
      card({ expiring: [expiring(90, inDays(20))] }),
      card({ id: 'Card:2', expiring: [expiring(150, inDays(5)), expiring(10, inDays(25))] }),
    ];
    expect(nextExpiry(cards, NOW)).toMatchObject({ points: 150, card: { id: 'Card:2' } });
  });
  test.each([
    ['far away', 31],
    ['past', -1],
  ])('is not one that is %s', (_, days) => {
    expect(nextExpiry([card({ expiring: [expiring(90, inDays(days))] })], NOW)).toBeUndefined();
  });
});
