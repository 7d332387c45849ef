/** An unusual award in a few words. */
import { money, number, t } from '$i18n';
import type { ResultOf } from '$data/graphql';
import type { ReviewFields } from '$data/documents/office-reviews';
import { showPhone } from '$ui/phone-text';
import type { Tone } from '$ui/tones';

export type ReviewInfo = ResultOf<typeof ReviewFields>;
export type ReviewState = ReviewInfo['state'];
export type Decision = 'APPROVE' | 'REJECT';
/** What one decision may concern at once. */
export const MOST_AT_ONCE = 100;

export const nameOf = ({ customer }: ReviewInfo): string =>
  customer?.name || (customer?.phone ? showPhone(customer.phone) : t('office.guest'));

/** The bill with its amount, or that there was none. */
export function originOf({ purchase }: ReviewInfo): string {
  if (!purchase) return t('reviews.byHand');
  const { billNumber, amount } = purchase;
  return `${billNumber ? t('reviews.bill', { number: billNumber }) : t('reviews.aBill')}, ${money(amount)}`;
}

/** `Many by hand on a day (4, allowed 3)`. */
export const reasonOf = ({ kind, found, most }: ReviewInfo['reasons'][number]): string =>
  found === null || most === null
    ? t(`reviews.${kind}`)
    : `${t(`reviews.${kind}`)} (${t('reviews.foundOf', { found: number(found), most: number(most) })})`;

export const TONES: Record<ReviewState, Tone> = {
  OPEN: 'warn',
  APPROVED: 'good',
  REJECTED: 'danger',
  WITHDRAWN: 'plain',
};
