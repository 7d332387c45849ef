import { beforeAll, expect, test } from 'vitest';
import { useTexts } from '$i18n';
import { toForm, toInput, wrongWith, type RuleInfo } from '../../src/office/earning/rules';
import { conditionsOf, effectOf, stateOf } from '../../src/office/earning/words';
import { openOffice } from '../../src/office/office.svelte';
import { toggle } from '../../src/office/toggle';

const money = (minorUnits: number) => ({ minorUnits, currency: 'INR' });

beforeAll(async () => {
  await useTexts('earning');
  openOffice({
    viewer: { permissions: [], staff: null },
    business: { program: { timeZone: 'Asia/Kolkata', currency: 'INR' } },
  } as unknown as Parameters<typeof openOffice>[0]);
});

test('a rule sends only what its kind needs', () => {
  const form = {
    ...toForm(undefined, 100),
    name: ' Tuesdays ',
    weekdays: ['TUE' as const],
    minAmount: '250',
  };
  const input = toInput(form, undefined, 100);
  expect(input).toMatchObject({ name: 'Tuesdays', kind: 'MULTIPLIER', multiplier: 2 });
  expect(input).not.toHaveProperty('bonusPoints');
  expect(input.conditions).toMatchObject({ weekdays: ['TUE'], minAmountMinorUnits: 25000 });
});

test('a rule keeps its kinds and brands of goods', () => {
  const rule = {
    id: 'R',
    kind: 'MULTIPLIER',
    conditions: { categoryIds: ['C'], brandIds: ['B'] },
  } as unknown as RuleInfo;
  const form = toForm(rule, 100);
  expect(toInput(form, rule, 100).conditions).toMatchObject({ categoryIds: ['C'], brandIds: ['B'] });
  expect(toForm(undefined, 100).brandIds).toEqual([]);
});

test('a rule keeps its goods, its order and the moments of days that were not changed', () => {
  const rule = {
    id: 'R',
    kind: 'MULTIPLIER',
    priority: 7,
    startsAt: '2026-12-01T08:30:00Z',
    endsAt: null,
    conditions: { productIds: ['P'] },
  } as unknown as RuleInfo;
  const input = toInput(toForm(rule, 100), rule, 100);
  expect(input).toMatchObject({ priority: 7, startsAt: '2026-12-01T08:30:00Z', endsAt: undefined });
  expect(input.conditions).toMatchObject({ productIds: ['P'] });
});

test('a rule holds from its first day to the end of its last', () => {
  const form = { ...toForm(undefined, 100), starts: '2026-12-05', ends: '2026-12-06' };
  const { startsAt, endsAt } = toInput(form, undefined, 100);
  expect(Date.parse(endsAt ?? '') - Date.parse(startsAt ?? '')).toBe(2 * 86_400_000);
  expect(wrongWith(form)).toEqual({});
  expect(wrongWith({ ...form, ends: '2026-12-04' })).toEqual({ ends: 'endsWrong' });
  expect(wrongWith({ ...form, fromHour: 'ten', minAmount: '5 or so' })).toEqual({
    fromHour: 'wholeWrong',
    minAmount: 'amountWrong',
  });
});

test('a rule is told in a line', () => {
  const rule = {
    kind: 'RATE',
    earnRate: { points: 2, perAmount: money(1000) },
    isActive: true,
    capPoints: 500,
    startsAt: null,
    endsAt: null,
    conditions: {
      weekdays: ['SUN', 'SAT'],
      fromHour: 16,
      toHour: null,
      storeIds: ['S', 'gone'],
      categoryIds: ['C'],
      brandIds: ['B'],
      productIds: ['P'],
      minAmountMinorUnits: null,
      firstPurchase: true,
      birthdayMonth: true,
      kidBirthday: 'WEEK',
      kidAgeFrom: 3,
      kidAgeTo: null,
    },
  } as unknown as RuleInfo;
  const names = {
    stores: [{ id: 'S', name: 'Kothrud' }],
    categories: [{ id: 'C', name: 'Breads' }],
    brands: [{ id: 'B', name: 'The Mill' }],
  };
  expect(effectOf(rule)).toBe('2 points per ₹10');
  expect(conditionsOf(rule, names)).toEqual([
    'Sat, Sun',
    '4:00 PM to 12:00 AM',
    '2 stores',
    'Breads, 1 chosen product, The Mill',
    'first purchase',
    'in the month of the customer’s birthday',
    'in the week of a child’s birthday',
    'a child of 3 or more',
    'at most 500 points a bill',
  ]);
  expect(stateOf(rule).label).toBe('On');
  expect(stateOf({ ...rule, endsAt: '2020-01-01T00:00:00Z' }).label).toBe('Over');
  expect(stateOf({ ...rule, startsAt: '2999-01-01T00:00:00Z' }).label).toBe('Not yet');
  expect(stateOf({ ...rule, isActive: false }).label).toBe('Off');
});

test('toggling puts in and takes out', () => {
  expect(toggle(['a'], 'b')).toEqual(['a', 'b']);
  expect(toggle(['a', 'b'], 'a')).toEqual(['b']);
});
