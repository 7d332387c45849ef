import { expect, test } from 'vitest';
import { byNearness, isNear, isReady, type CardOffer } from '../../src/wallet/rewards/everywhere.svelte';

const offer = (pointsPrice: number, missing: number, ...more: string[]): CardOffer =>
  ({
    card: { id: 'Card:1' },
    offer: {
      canRedeem: missing === 0 && !more.length,
      reasons: [
        ...(missing ? [{ code: 'NOT_ENOUGH_POINTS', missing }] : []),
        ...more.map((code) => ({ code, missing: null })),
      ],
      reward: { pointsPrice },
    },
  }) as unknown as CardOffer;

test('ready is what can be taken, near is what only lacks points', () => {
  expect([offer(100, 0), offer(100, 20), offer(100, 0, 'TIER_TOO_LOW')].map(isReady)).toEqual([
    true,
    false,
    false,
  ]);
  expect([offer(100, 0), offer(100, 20), offer(100, 20, 'NOT_YET')].map(isNear)).toEqual([
    false,
    true,
    false,
  ]);
});

test('the nearest comes first, measured by its price', () => {
  const prices = [offer(100, 50), offer(1000, 100), offer(50, 45)].sort(byNearness);
  expect(prices.map((each) => each.offer.reward.pointsPrice)).toEqual([1000, 100, 50]);
});
