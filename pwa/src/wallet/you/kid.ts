/** Words about a child's birthday. */
import type { Kid } from '$data/documents/wallet-you';
import { date, t } from '$i18n';
import { dayOf, daysUntil } from './birthdays';

const DAY = { day: 'numeric', month: 'long' } as const;

/** `Ira turns 7`; without a year of birth only `Ira's birthday`. */
export const turning = ({ firstName, turns }: Pick<Kid, 'firstName' | 'turns'>): string =>
  turns ? t('you.turns', { name: firstName, age: turns }) : t('you.birthdayOf', { name: firstName });

/** `today`, `tomorrow`, `in 12 days`. */
export function countdown(days: number): string {
  if (days <= 0) return t('wallet.todayWord');
  return t('you.inDays', { count: days });
}

/** `From 22 November: Birthday cake at Kaapi House`, for each shop that gives something. */
export const comingWords = ({ comingPresents }: Pick<Kid, 'comingPresents'>, now: Date): string[] =>
  comingPresents.map(({ onDay, points, rewardName, business }) => {
    const what = rewardName ?? t('you.presentPoints', { count: points ?? 0 });
    const shop = business.brand.name;
    return daysUntil(onDay, now) <= 0
      ? t('you.comesToday', { what, shop })
      : t('you.comesOn', { day: date(dayOf(onDay), { ...DAY, timeZone: 'UTC' }), what, shop });
  });
