import { beforeAll, describe, expect, test } from 'vitest';
import { useTexts } from '$i18n';
import type { TillVoucher } from '$data/documents/till-vouchers';
import { againstIt, deedOf, isVoucherCode } from '../../src/merchant/vouchers';

beforeAll(() => useTexts('merchant', 'errors'));

const inr = (minorUnits: number) => ({ minorUnits, currency: 'INR' });
const NOON = new Date(2026, 2, 10, 12);

const voucher = (part: Partial<TillVoucher> = {}): TillVoucher => ({
  id: 'Voucher:1',
  code: 'KDVZXDJZXBVW',
  kind: 'PRODUCT',
  state: 'ACTIVE',
  discountPercent: null,
  isStackable: true,
  balance: null,
  value: null,
  cashPrice: inr(0),
  validUntil: null,
  heldUntil: null,
  fulfilment: 'NONE',
  reward: {
    id: 'Reward:1',
    name: 'Free flat white',
    description: '',
    conditions: { storeIds: [], storeNames: [] },
  },
  uses: [],
  ...part,
});
const used = (at: Date, storeName: string | null = 'Baner') =>
  voucher({
    state: 'USED',
    uses: [{ id: 'VoucherUse:1', usedAt: at.toISOString(), storeName, amount: null }],
  });

describe('a code', () => {
  test.each([
    ['KDVZ XDJZ XBVW', true],
    ['kdvz-xdjz-xbvw', true],
    ['12345678', false],
    ['AEIOUAEIOUAE', false],
    ['KDVZXDJZXBVWK', false],
  ])('%s is a voucher’s: %s', (code, told) => {
    expect(isVoucherCode(code)).toBe(told);
  });
});

describe('what stands against a voucher', () => {
  test('is nothing while it is good', () => {
    expect(againstIt(voucher(), 'Store:1', NOON)).toBeUndefined();
  });
  test('is its use, with the place and the time, and the day where it was another', () => {
    const today = againstIt(used(new Date(2026, 2, 10, 13, 40)), 'Store:1', NOON);
    expect(today).toMatch(/^KDVZ XDJZ XBVW was already used in Baner at (01:40 PM|13:40)\.$/);
    const before = againstIt(used(new Date(2026, 2, 9, 13, 40)), 'Store:1', NOON);
    expect(before).toMatch(/in Baner at (March 9|9 March), /);
    expect(againstIt(used(NOON, null), 'Store:1', NOON)).not.toContain(' in ');
  });
  test.each([
    [{ state: 'CANCELLED' }, 'was taken back'],
    [{ state: 'EXPIRED', validUntil: new Date(2026, 2, 1).toISOString() }, 'was good until'],
    [{ state: 'HELD', heldUntil: NOON.toISOString() }, 'Another till holds'],
  ] as [Partial<TillVoucher>, string][])('is its state %o', (part, told) => {
    expect(againstIt(voucher(part), 'Store:1', NOON)).toContain(told);
  });
  test('is another store', () => {
    const conditions = { storeIds: ['Store:2'], storeNames: ['Aundh'] };
    const elsewhere = voucher({ reward: { ...voucher().reward, conditions } });
    expect(againstIt(elsewhere, 'Store:1', NOON)).toBe('It is good in Aundh only.');
    expect(againstIt(elsewhere, 'Store:2', NOON)).toBeUndefined();
  });
});

test.each([
  [{ kind: 'GIFT_CARD', balance: inr(75_000) }, 'It holds ₹750'],
  [{ kind: 'DISCOUNT_PERCENT', discountPercent: 20 }, 'Take 20% off the bill'],
  [{ kind: 'DISCOUNT_AMOUNT', value: inr(20_000) }, 'Take ₹200 off the bill'],
  [{}, 'Hand it over'],
] as [Partial<TillVoucher>, string][])('the cashier is told what to do', (part, told) => {
  expect(deedOf(voucher(part))).toBe(told);
});
