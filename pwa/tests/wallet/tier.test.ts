import { beforeAll, describe, expect, test } from 'vitest';
import { useTexts } from '$i18n';
import { clearing } from '$ui/chads';
import {
  keepWords,
  missingFigure,
  multiplierWords,
  thresholdWords,
  visitsTo,
  wayWords,
} from '../../src/wallet/card/tier';
import { card, standing, transaction } from './make';

beforeAll(() => useTexts('wallet', 'card', 'program'));

const bill = (minorUnits: number, points: number) =>
  transaction({
    points,
    purchase: { id: 'Purchase:1', billNumber: '7', amount: { minorUnits, currency: 'INR' } },
  });

describe('the way to the next tier', () => {
  test.each([
    ['points', standing(), '60 points missing to Gold, about one visit.'],
    ['points far away', standing({ missing: 5_000 }), '5,000 points missing to Gold.'],
    ['money', standing({ measure: 'SPEND', missing: 240_000 }), '₹2,400 missing to Gold, about 2 visits.'],
    ['visits', standing({ measure: 'VISITS', missing: 3 }), '3 visits missing to Gold.'],
    ['nothing more', standing({ next: null, missing: null }), 'The highest there is.'],
  ])('is told in %s', (_, where, told) => {
    expect(wayWords(card(), where, [bill(120_000, 120)])).toBe(told);
  });
  test('is told in the shop’s own word', () => {
    expect(wayWords(card({ pointsName: 'beans' }), standing(), [])).toBe('60 beans missing to Gold.');
  });
  test('counts only visits that brought something', () => {
    const spent = transaction({ kind: 'REDEEM', points: -100 });
    expect(visitsTo(standing(), [spent])).toBeUndefined();
    expect(visitsTo(standing(), [spent, bill(30_000, 30)])).toBe(2);
  });
  test('is short in the dial', () => {
    expect(missingFigure(card(), standing({ missing: 1_260 }))).toBe('1,260');
    expect(missingFigure(card(), standing({ measure: 'SPEND', missing: 240_000 }))).toBe('₹2,400');
  });
});

describe('keeping a tier', () => {
  const year = String(new Date().getFullYear());
  test('has its last day', () => {
    const told = keepWords(standing({ keepUntil: `${year}-12-31` }));
    expect(told).toMatch(/^You keep Silver until (December 31|31 December)\.$/);
  });
  test('can be for good, and is not promised of a step that asks for nothing', () => {
    expect(keepWords(standing({ keepUntil: null }))).toBe('You keep Silver for good.');
    expect(keepWords(standing({ since: null }))).toBeUndefined();
    expect(keepWords(standing({ tier: null }))).toBeUndefined();
  });
});

describe('a step', () => {
  test.each([
    [1, 'Every purchase earns the usual points'],
    [1.25, 'Every purchase earns a quarter more'],
    [1.5, 'Every purchase earns half as much again'],
    [2, 'Every purchase earns twice as much'],
    [1.1, 'Every purchase earns 10% more'],
    [0.5, 'Every purchase earns 50% less'],
    [5, 'Every purchase earns 5 times as much'],
  ])('with the multiplier %d says it in words', (multiplier, told) => {
    expect(multiplierWords(multiplier)).toBe(told);
  });
  test.each([
    ['EARNED', 500, 'From 500 points'],
    ['BALANCE', 0, 'From the first day'],
    ['SPEND', 50_000, 'From ₹500'],
    ['VISITS', 1, 'From 1 visit'],
  ] as const)('asks by %s for %d', (measure, threshold, told) => {
    const step = { id: '', name: '', rank: 1, threshold, multiplier: 1, isForEver: false, benefits: [] };
    expect(thresholdWords(step, measure, 'INR')).toBe(told);
  });
});

test('what falls leaves an ellipse round each text', () => {
  const mask = clearing([
    { x: 0, y: 0, width: 100, height: 20 },
    { x: 0, y: 40, width: 10, height: 10 },
  ]);
  expect(mask.match(/radial-gradient/g)).toHaveLength(2);
  expect(mask).toContain('radial-gradient(77px 21px at 50px 10px');
});
