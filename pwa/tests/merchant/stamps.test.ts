import { describe, expect, test } from 'vitest';
import type { SoldCard, StampDesign, TillStampCard } from '$data/documents/till-stamps';
import { broughtBy, stampables } from '../../src/merchant/stamps';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const design = (id: string, part: Partial<StampDesign> = {}): StampDesign => ({
  id,
  name: id,
  stampsNeeded: 10,
  icon: '',
  isActive: true,
  startsAt: null,
  endsAt: null,
  storeIds: [],
  ...part,
});
const card = (part: Partial<TillStampCard> = {}): TillStampCard => ({
  id: 'StampCard:1',
  stamps: 7,
  stampsNeeded: 8,
  state: 'OPEN',
  design: { id: 'coffee', name: 'coffee' },
  ...part,
});
const names = (designs: StampDesign[], cards: TillStampCard[] = []) =>
  stampables(designs, cards, 'Store:1', NOW).map(({ design: { id } }) => id);

describe('what can be stamped', () => {
  test.each([
    ['out of use', { isActive: false }],
    ['of another store', { storeIds: ['Store:2'] }],
    ['not begun', { startsAt: '2026-04-01T00:00:00Z' }],
    ['ended', { endsAt: '2026-03-01T00:00:00Z' }],
  ])('is nothing that is %s', (_, part) => {
    expect(names([design('coffee', part)])).toEqual([]);
  });
  test('shows first what the customer fills, as the card says it', () => {
    expect(names([design('bread'), design('coffee')], [card()])).toEqual(['coffee', 'bread']);
    expect(stampables([design('coffee')], [card()], 'Store:1', NOW)[0]).toMatchObject({
      stamps: 7,
      needed: 8,
    });
  });
  test('begins anew after a full card', () => {
    const [row] = stampables([design('coffee')], [card({ state: 'FULL', stamps: 8 })], 'Store:1', NOW);
    expect(row).toMatchObject({ stamps: 0, needed: 10 });
  });
});

test('a bill brought what its own entries say', () => {
  const entry = (id: string, count: number, bill: string | null) => ({
    node: { id, count, purchase: bill ? { id: bill } : null },
  });
  const cards: SoldCard[] = [
    { ...card(), history: { edges: [entry('1', 2, 'Purchase:1'), entry('2', 1, null)] } },
    { ...card({ id: 'StampCard:2' }), history: { edges: [entry('3', 1, 'Purchase:9')] } },
  ];
  expect(broughtBy('Purchase:1', cards)).toMatchObject([{ count: 2, card: { id: 'StampCard:1' } }]);
});
