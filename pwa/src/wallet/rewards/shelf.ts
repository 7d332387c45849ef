/** Which rewards are ready, which nearly, which are locked and what opens them. */
import { date, locale, money, percent, t, time } from '$i18n';
import type { Offer, Reward, Voucher } from '$data/documents/wallet-rewards';
import { calendarDay, lastDay } from '../words';

export interface Shelf {
  ready: Offer[];
  /** Only points are missing. */
  nearly: Offer[];
  locked: Offer[];
}

/** How many points are missing. */
export const missingOf = ({ reasons }: Offer): number =>
  reasons.find(({ code }) => code === 'NOT_ENOUGH_POINTS')?.missing ?? 0;

export function shelfOf(offers: readonly Offer[]): Shelf {
  const nearly = offers.filter(
    ({ canRedeem, reasons }) => !canRedeem && reasons.every(({ code }) => code === 'NOT_ENOUGH_POINTS'),
  );
  return {
    ready: offers.filter(({ canRedeem }) => canRedeem),
    nearly: nearly.sort((one, other) => missingOf(one) - missingOf(other)),
    locked: offers.filter((each) => !each.canRedeem && !nearly.includes(each)),
  };
}

/** How far the points reach, 0 to 1. */
export const shareOf = (offer: Offer): number =>
  offer.reward.pointsPrice ? Math.max(0, 1 - missingOf(offer) / offer.reward.pointsPrice) : 1;

/** A reward's words in the reader's language, else the shop's own. */
export function wordsOf(reward: Reward): { name: string; description: string } {
  const own = reward.translations.find(({ language }) => language.split('-')[0] === locale());
  return own ?? reward;
}

/** `500 points and ₹50`, `Nothing`. */
export function priceOf({ pointsPrice, cashPrice }: Reward): string {
  const parts = [
    pointsPrice ? t('program.pointsPrice', { count: pointsPrice }) : '',
    cashPrice.minorUnits ? money(cashPrice) : '',
  ].filter(Boolean);
  return parts.length ? parts.join(' + ') : t('program.free');
}

/** What it is worth, where the shop says it. */
export function worthOf({ kind, value, discountPercent }: Reward): string | undefined {
  if (kind === 'DISCOUNT_PERCENT' && discountPercent)
    return t('program.percentOff', { percent: percent(discountPercent / 100, 2) });
  if (!value) return undefined;
  if (kind === 'DISCOUNT_AMOUNT') return t('program.amountOff', { money: money(value) });
  return kind === 'GIFT_CARD'
    ? t('program.giftCardOf', { money: money(value) })
    : t('program.worthUpTo', { money: money(value) });
}

const DAYS = { MON: 1, TUE: 2, WED: 3, THU: 4, FRI: 5, SAT: 6, SUN: 7 } as const;

/** 2024-01-01 was a Monday. */
const dayName = (day: keyof typeof DAYS): string =>
  date(new Date(2024, 0, DAYS[day], 12), { weekday: 'short' });
const hour = (at: number): string => time(new Date(2024, 0, 1, at % 24));

/** On which days and at which hours, and where; empty for always and everywhere. */
export function whenWhere({ weekdays, fromHour, toHour, storeNames }: Reward['conditions']): string[] {
  const hours =
    fromHour === null && toHour === null
      ? ''
      : t('program.hours', { from: hour(fromHour ?? 0), to: hour(toHour ?? 24) });
  return [
    weekdays.length ? t('program.onDays', { days: weekdays.map(dayName).join(', ') }) : '',
    hours,
    storeNames.length ? t('program.inStores', { stores: storeNames.join(', ') }) : '',
  ].filter(Boolean);
}

/** For parents of children of an age. */
function kidWords({ kidAgeFrom: from, kidAgeTo: to }: Reward['conditions']): string {
  if (to === null) return t('program.kidsFrom', { from: from ?? 0 });
  return from === null ? t('program.kidsTo', { to }) : t('program.kidsBetween', { from, to });
}

/** What opens a locked reward. */
export function lockWords({ reasons, reward }: Offer, tiers: Record<string, string>): string {
  const code = reasons.find((each) => each.code !== 'NOT_ENOUGH_POINTS')?.code;
  if (code === 'TIER_TOO_LOW') {
    const names = reward.conditions.tierIds.flatMap((id) => tiers[id] ?? []);
    return names.length ? t('program.opensAt', { tiers: names.join(', ') }) : t('program.opensElsewhere');
  }
  if (code === 'NOT_YET' && reward.startsAt)
    return t('program.opensOn', { day: calendarDay(reward.startsAt) });
  if (code === 'NOT_NOW') return whenWhere({ ...reward.conditions, storeNames: [] }).join(', ');
  if (code === 'NO_CHILD_OF_AGE') return kidWords(reward.conditions);
  if (code === 'OUT_OF_STOCK') return t('program.noneLeft');
  if (code === 'LIMIT_REACHED') return t('program.limitReached');
  if (code === 'PHONE_UNVERIFIED') return t('program.proveNumber');
  return t('program.notNow');
}

/** Good now, or with a till at this moment. */
export const isLive = ({ state }: Voucher): boolean => state === 'ACTIVE' || state === 'HELD';

/** `Good until 30 November`, `Good for good`. */
export const validWords = ({ validUntil }: Voucher): string =>
  validUntil ? t('program.validUntil', { day: lastDay(validUntil) }) : t('program.validForEver');

/** Twelve letters in groups of four; what was brought in from elsewhere as it is. */
export const spelled = (code: string): string =>
  code.length % 4 === 0 ? (code.match(/.{4}/g) ?? []).join(' ') : code;

/** What became of a voucher that is no longer good. */
export function endOf({ state, uses, validUntil }: Voucher): string {
  const last = uses.at(-1);
  if (state === 'USED' && last) {
    const day = calendarDay(last.usedAt);
    return last.storeName
      ? t('program.usedIn', { store: last.storeName, day })
      : t('program.usedOn', { day });
  }
  if (state === 'EXPIRED' && validUntil) return t('program.expiredOn', { day: lastDay(validUntil) });
  return t(state === 'EXPIRED' ? 'program.expired' : 'program.cancelled');
}
