import { beforeEach, expect, test } from 'vitest';
import { openOffice } from '../../src/office/office.svelte';
import { toForm, toInput, wrongWith, type RewardInfo } from '../../src/office/rewards/reward';
import {
  toForm as designForm,
  toInput as designInput,
  wrongWith as wrongDesign,
} from '../../src/office/stamps/design';
import { calendarDay, dayOf, startOf, time } from '../../src/office/times';

type Answer = Parameters<typeof openOffice>[0];

const program = (timeZone: string) =>
  openOffice({
    viewer: { permissions: [], staff: null },
    business: { program: { timeZone, currency: 'INR' } },
  } as unknown as Answer);

beforeEach(() => {
  program('Asia/Kolkata');
});

const reward = {
  id: 'R',
  name: '₹200 off',
  description: '',
  category: 'Vouchers',
  kind: 'DISCOUNT_AMOUNT',
  pointsPrice: 1500,
  cashPrice: { minorUnits: 0, currency: 'INR' },
  value: { minorUnits: 20_000, currency: 'INR' },
  discountPercent: null,
  pictureUrl: null,
  stock: 12,
  stockLeft: 7,
  perMember: 2,
  perPeriod: null,
  period: 'MONTH',
  validDays: 60,
  startsAt: null,
  endsAt: '2031-12-31T18:30:00Z',
  isActive: true,
  isListed: true,
  isStackable: false,
  needsFulfilment: false,
  version: 3,
  translations: [],
  conditions: {
    tierIds: [],
    storeIds: ['S'],
    weekdays: ['MON'],
    fromHour: 9,
    toHour: null,
    kidAgeFrom: null,
    kidAgeTo: null,
  },
} as RewardInfo;

test('a reward goes through its form unchanged', () => {
  expect(toInput(toForm(reward, 100), reward, 100)).toEqual({
    rewardId: 'R',
    version: 3,
    name: '₹200 off',
    description: '',
    category: 'Vouchers',
    translations: [],
    kind: 'DISCOUNT_AMOUNT',
    value: 20_000,
    discountPercent: undefined,
    pointsPrice: 1500,
    cashPrice: 0,
    stock: 12,
    perMember: 2,
    perPeriod: undefined,
    period: 'MONTH',
    validDays: 60,
    conditions: {
      tierIds: [],
      storeIds: ['S'],
      weekdays: ['MON'],
      fromHour: 9,
      toHour: undefined,
      kidAgeFrom: undefined,
      kidAgeTo: undefined,
    },
    startsAt: undefined,
    endsAt: '2031-12-31T18:30:00.000Z',
    isListed: true,
    isStackable: false,
    needsFulfilment: false,
    isActive: true,
  });
});

test('only what a kind knows is sent, and a period only with a limit', () => {
  const form = { ...toForm(reward, 100), kind: 'DISCOUNT_PERCENT' as const, percent: '12,5', perMember: '' };
  const input = toInput({ ...form, needsFulfilment: true }, undefined, 100);
  expect(input).toMatchObject({
    value: undefined,
    discountPercent: 12.5,
    period: 'EVER',
    needsFulfilment: false,
  });
});

test('a reward says what is wrong with it', () => {
  const form = toForm(reward, 100);
  expect(wrongWith(form)).toEqual({});
  expect(wrongWith({ ...form, name: ' ', value: '', stock: 'many', cash: 'a' })).toEqual({
    name: 'nameNeeded',
    value: 'valueNeeded',
    stock: 'wholeWrong',
    cash: 'amountWrong',
  });
  expect(wrongWith({ ...form, kind: 'DISCOUNT_PERCENT', percent: '101' })).toEqual({
    percent: 'percentWrong',
  });
  expect(wrongWith({ ...form, starts: '2032-01-01' })).toEqual({ ends: 'endsWrong' });
});

test('a stamp card by hand asks nothing of a bill', () => {
  const form = { ...designForm(undefined, 100), name: 'Coffee', leastBill: '150', categoryIds: ['C'] };
  expect(designInput(form, undefined, 100)).toMatchObject({
    leastBillMinorUnits: 15_000,
    categoryIds: ['C'],
  });
  const byHand = designInput({ ...form, earning: 'BY_HAND' }, undefined, 100);
  expect('leastBillMinorUnits' in byHand || 'categoryIds' in byHand).toBe(false);
  expect(wrongDesign({ ...form, stampsNeeded: '1', maxPerDay: '0' })).toEqual({
    stampsNeeded: 'neededWrong',
    maxPerDay: 'wholeWrong',
  });
});

test('days begin and end by the clock of the program', () => {
  expect(startOf('2026-05-31')).toBe('2026-05-30T18:30:00.000Z');
  expect(startOf('2026-05-31', 1)).toBe('2026-05-31T18:30:00.000Z');
  expect(dayOf('2026-05-30T18:30:00Z')).toBe('2026-05-31');
  expect(dayOf('2026-05-31T18:30:00Z', true)).toBe('2026-05-31');
  expect(time('2026-05-30T18:30:00Z')).toMatch(/12:00|00:00/);
  expect(calendarDay('2026-05-31')).toMatch(/31/);
});

test('a day on which the clock is put forward begins right', () => {
  program('Europe/Berlin');
  expect(startOf('2026-03-29')).toBe('2026-03-28T23:00:00.000Z');
  expect(startOf('2026-03-29', 1)).toBe('2026-03-29T22:00:00.000Z');
  program('America/New_York');
  expect(startOf('2026-11-01', 1)).toBe('2026-11-02T05:00:00.000Z');
});
