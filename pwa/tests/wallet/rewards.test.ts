import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setLocale, useTexts } from '$i18n';
import type { Offer, Reward, Voucher } from '$data/documents/wallet-rewards';
import {
  endOf,
  lockWords,
  priceOf,
  shareOf,
  shelfOf,
  spelled,
  whenWhere,
  wordsOf,
  worthOf,
} from '../../src/wallet/rewards/shelf';
import { lastDay } from '../../src/wallet/words';
import { card } from './make';

beforeAll(() => useTexts('wallet', 'card', 'program'));
afterAll(() => setLocale('en', false));

const inr = (minorUnits: number) => ({ minorUnits, currency: 'INR' });
const always = {
  tierIds: [],
  storeNames: [],
  weekdays: [],
  fromHour: null,
  toHour: null,
  kidAgeFrom: null,
  kidAgeTo: null,
};

const reward = (part: Partial<Reward> = {}): Reward => ({
  id: 'Reward:1',
  kind: 'PRODUCT',
  name: 'Cardamom bun',
  description: '',
  category: '',
  pictureUrl: null,
  pointsPrice: 100,
  cashPrice: inr(0),
  value: null,
  discountPercent: null,
  stockLeft: null,
  validDays: null,
  startsAt: null,
  translations: [],
  conditions: always,
  ...part,
});
type Reason = Offer['reasons'][number];
const offer = (reasons: Reason[] = [], part: Partial<Reward> = {}): Offer => ({
  canRedeem: !reasons.length,
  reasons,
  reward: reward(part),
});
const short = (missing: number): Reason => ({ code: 'NOT_ENOUGH_POINTS', missing });
const because = (code: Reason['code']): Reason => ({ code, missing: null });

describe('the shelf', () => {
  test('tells what is ready, what nearly, what is locked', () => {
    const [ready, far, near] = [offer(), offer([short(80)]), offer([short(20)])];
    const locked = offer([short(20), because('TIER_TOO_LOW')]);
    expect(shelfOf([far, locked, ready, near])).toEqual({
      ready: [ready],
      nearly: [near, far],
      locked: [locked],
    });
    expect(shareOf(near)).toBe(0.8);
  });
  test.each([
    ['TIER_TOO_LOW', { conditions: { ...always, tierIds: ['Tier:3'] } }, 'Opens at Gold'],
    ['TIER_TOO_LOW', { conditions: { ...always, tierIds: ['Tier:9'] } }, 'For another tier'],
    ['OUT_OF_STOCK', {}, 'None is left now'],
    ['LIMIT_REACHED', {}, 'You had it as often as it can be had for now'],
    ['PHONE_UNVERIFIED', {}, 'Opens when your number is confirmed at the till'],
    ['NOT_NOW', { conditions: { ...always, weekdays: ['MON', 'FRI'] } }, 'On Mon, Fri'],
    ['ENDED', {}, 'Not offered just now'],
  ] as [Reason['code'], Partial<Reward>, string][])(
    'says what opens a reward that is %s',
    (code, part, told) => {
      expect(lockWords(offer([because(code)], part), { 'Tier:3': 'Gold' })).toBe(told);
    },
  );
});

describe('a reward', () => {
  test.each([
    [{}, '100 points'],
    [{ cashPrice: inr(5_000) }, '100 points + ₹50'],
    [{ pointsPrice: 0 }, 'Nothing'],
  ] as [Partial<Reward>, string][])('costs what it costs', (part, told) => {
    expect(priceOf(reward(part))).toBe(told);
  });
  test.each([
    [{ kind: 'DISCOUNT_PERCENT', discountPercent: 20 }, '20% off the bill'],
    [{ kind: 'DISCOUNT_AMOUNT', value: inr(20_000) }, '₹200 off the bill'],
    [{ kind: 'GIFT_CARD', value: inr(75_000) }, 'A gift card of ₹750'],
    [{ value: inr(9_000) }, 'Worth up to ₹90'],
    [{}, undefined],
  ] as [Partial<Reward>, string | undefined][])('is worth what the shop says', (part, told) => {
    expect(worthOf(reward(part))).toBe(told);
  });
  test('is told in the reader’s language where the shop speaks it', async () => {
    const german = { language: 'de', name: 'Kardamomschnecke', description: '' };
    const both = reward({ translations: [german] });
    expect(wordsOf(both).name).toBe('Cardamom bun');
    await setLocale('de', false);
    expect(wordsOf(both).name).toBe('Kardamomschnecke');
    await setLocale('en', false);
  });
  test('says where and when', () => {
    expect(whenWhere(always)).toEqual([]);
    expect(whenWhere({ ...always, storeNames: ['Baner', 'Aundh'] })).toEqual(['In Baner, Aundh']);
  });
});

describe('a voucher', () => {
  const voucher = (part: Partial<Voucher>): Voucher => ({
    id: 'Voucher:1',
    code: 'KDVZXDJZXBVW',
    state: 'ACTIVE',
    balance: null,
    pointsPaid: 100,
    cashPrice: inr(0),
    isGiven: false,
    validUntil: null,
    issuedAt: '2026-03-10T12:00:00Z',
    usedAt: null,
    heldUntil: null,
    fulfilment: 'NONE',
    reason: '',
    business: { id: 'PublicBusiness:1', brand: card().brand },
    uses: [],
    reward: reward(),
    ...part,
  });
  const use = (storeName: string | null) => ({
    id: 'VoucherUse:1',
    usedAt: '2024-03-10T12:00:00Z',
    storeName,
    amount: null,
  });

  test('is spelled in groups that can be read out', () => {
    expect(spelled('KDVZXDJZXBVW')).toBe('KDVZ XDJZ XBVW');
    expect(spelled('SUMMER24X')).toBe('SUMMER24X');
  });
  test('says what became of it', () => {
    expect(endOf(voucher({ state: 'USED', uses: [use('Baner')] }))).toMatch(/^Used in Baner on .*2024$/);
    expect(endOf(voucher({ state: 'USED', uses: [use(null)] }))).toMatch(/^Used on /);
    expect(endOf(voucher({ state: 'CANCELLED' }))).toBe('Taken back');
    expect(endOf(voucher({ state: 'EXPIRED' }))).toBe('Its time is over');
  });
  test('is good on the day before the midnight at which it ends', () => {
    const midnight = new Date(2024, 11, 1).toISOString();
    expect(lastDay(midnight)).toMatch(/30.*2024|2024.*30/);
  });
});
