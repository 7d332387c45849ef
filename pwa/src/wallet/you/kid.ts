/** Words about a child's birthday. */
import type { Kid } from '$data/documents/wallet-you';
import { t } from '$i18n';

/** `Ira turns 7`; without a year of birth only `Ira's birthday`. */
export const turning = ({ firstName, turns }: Pick<Kid, 'firstName' | 'turns'>): string =>
  turns ? t('you.turns', { name: firstName, age: turns }) : t('you.birthdayOf', { name: firstName });

/** `today`, `tomorrow`, `in 12 days`. */
export function countdown(days: number): string {
  if (days <= 0) return t('wallet.todayWord');
  return t('you.inDays', { count: days });
}
