/** A voucher in words, as the till needs them. */
import { date, money, percent, t, time } from '$i18n';
import type { TillVoucher } from '$data/documents/till-vouchers';

/** How codes of our own look: twelve consonants. A card's code never does. */
export const isVoucherCode = (code: string): boolean =>
  /^[BCDFGHJKMNPQRSTVWXYZ]{12}$/.test(code.replace(/[\s-]/g, '').toUpperCase());

/** Letters in groups of four, where they come out even. */
export const spelled = (code: string): string =>
  code.length % 4 === 0 ? (code.match(/.{4}/g) ?? []).join(' ') : code;

/** What the cashier does for it: `Take 20% off`, `Take ₹200 off`, `It holds ₹750`. */
export function deedOf({ kind, value, discountPercent, balance, reward }: TillVoucher): string {
  if (kind === 'GIFT_CARD' && balance) return t('merchant.voucherHolds', { money: money(balance) });
  if (kind === 'DISCOUNT_PERCENT' && discountPercent)
    return t('merchant.voucherOff', { what: percent(discountPercent / 100, 2) });
  if (kind === 'DISCOUNT_AMOUNT' && value) return t('merchant.voucherOff', { what: money(value) });
  return reward.description || t('merchant.voucherGive');
}

function dayAndTime(at: string, now: Date): string {
  const when = new Date(at);
  const today = when.toDateString() === now.toDateString();
  return today ? time(when) : `${date(when)}, ${time(when)}`;
}

/** Why it cannot be used here and now; `undefined` when it can. `7KQ2 M9XD was already used in Baner at 13:40.` */
export function againstIt(voucher: TillVoucher, storeId: string, now: Date = new Date()): string | undefined {
  const code = spelled(voucher.code);
  const last = voucher.uses.at(-1);
  const { storeIds, storeNames } = voucher.reward.conditions;
  if (voucher.state === 'USED' && last) {
    const at = dayAndTime(last.usedAt, now);
    return last.storeName
      ? t('merchant.voucherUsedIn', { code, store: last.storeName, at })
      : t('merchant.voucherUsedAt', { code, at });
  }
  if (voucher.state === 'USED') return t('errors.VOUCHER_USED');
  if (voucher.state === 'EXPIRED')
    return t('merchant.voucherExpired', { code, day: date(Date.parse(voucher.validUntil ?? '') - 1) });
  if (voucher.state === 'CANCELLED') return t('merchant.voucherCancelled', { code });
  if (voucher.state === 'HELD')
    return t('merchant.voucherHeld', { code, at: voucher.heldUntil ? time(voucher.heldUntil) : '' });
  if (storeIds.length && !storeIds.includes(storeId))
    return t('merchant.voucherElsewhere', { stores: storeNames.join(', ') });
  return undefined;
}
