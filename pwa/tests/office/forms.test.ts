import { expect, test } from 'vitest';
import { moves, wearers, type StoreInfo } from '../../src/office/business/brands';
import {
  toForm as programForm,
  toInput as programInput,
  wouldEarn,
  type ProgramInfo,
} from '../../src/office/business/program';
import { addUp } from '../../src/office/today';

const money = (minorUnits: number) => ({ minorUnits, currency: 'INR' });
const program = {
  id: 'P',
  name: 'Saffron',
  pointsName: 'points',
  currency: 'INR',
  earnRate: { points: 1, perAmount: money(1000) },
  rounding: 'FLOOR',
  pointValue: 0.25,
  expiryKind: 'ROLLING_MONTHS',
  expiryMonths: 12,
  pendingKind: 'NONE',
  pendingDays: 0,
  expiryReminderDays: [30, 7, 1],
  reinstateWithinDays: 90,
  shortfallPolicy: 'DEBT',
  voidWindowSeconds: 900,
  limits: {
    mode: 'REFUSE',
    perTransaction: null,
    perDay: 500,
    perWeek: null,
    perMonth: null,
    balance: null,
    staffAwardsPerHour: 12,
    storePointsPerDay: null,
  },
  version: 3,
} as unknown as ProgramInfo;

test('a program goes through its form unchanged', () => {
  const input = programInput(programForm(program), program);
  expect(input).toMatchObject({
    earnRate: { points: 1, perMinorUnits: 1000 },
    pointValue: 0.25,
    voidWindowSeconds: 900,
    limits: { mode: 'REFUSE', perTransaction: null, perDay: 500, staffAwardsPerHour: 12 },
    version: 3,
  });
  expect(programForm(program).pointValue).toBe('0.0025');
});

test('the example follows rate and rounding', () => {
  const form = programForm(program);
  expect(wouldEarn(form, 1259)).toBe(125);
  expect(wouldEarn({ ...form, rounding: 'HALF_UP' }, 1259)).toBe(126);
  expect(wouldEarn({ ...form, per: '' }, 1259)).toBe(0);
});

test('stores add up to one day', () => {
  const day = (bills: number, hour: number) => ({
    bills,
    billsByMembers: 1,
    joined: 0,
    pointsEarned: 10,
    amount: money(bills * 100),
    byHour: [{ hour, bills }],
  });
  const total = addUp([day(2, 9), day(3, 9), day(1, 12)], 'INR');
  expect([total.bills, total.billsByMembers, total.amount.minorUnits]).toEqual([6, 3, 600]);
  expect([...total.byHour]).toEqual([
    [9, 5],
    [12, 1],
  ]);
});

test('just the chosen stores wear a brand; the others that wore it get the business’s own name back', () => {
  const store = (id: string, brand?: string) =>
    ({ id, version: 4, shopBrand: brand ? { id: brand } : null }) as StoreInfo;
  const stores = [store('A'), store('B', 'Nook'), store('C', 'Nook'), store('D', 'Other'), store('E')];
  expect(wearers(stores, 'Nook').map(({ id }) => id)).toEqual(['B', 'C']);
  expect(wearers(stores, undefined).map(({ id }) => id)).toEqual(['A', 'E']);
  expect(moves(stores, 'Nook', ['A', 'C', 'D'])).toEqual([
    { storeId: 'A', shopBrandId: 'Nook', version: 4 },
    { storeId: 'B', shopBrandId: null, version: 4 },
    { storeId: 'D', shopBrandId: 'Nook', version: 4 },
  ]);
  expect(moves(stores, 'Nook', ['B', 'C'])).toEqual([]);
});
