/** A birthday promotion in a few words. */
import { number, t } from '$i18n';
import type { ResultOf } from '$data/graphql';
import type { Promotions } from '$data/documents/office-promotions';

export type PromotionInfo = ResultOf<typeof Promotions>['promotions'][number];

function ages({ ageFrom, ageTo }: PromotionInfo): string | undefined {
  if (ageFrom !== null && ageFrom === ageTo) return t('birthdays.turnsOne', { from: ageFrom });
  if (ageFrom !== null && ageTo !== null) return t('birthdays.turnsBetween', { from: ageFrom, to: ageTo });
  if (ageFrom !== null) return t('birthdays.turnsFrom', { from: ageFrom });
  return ageTo === null ? undefined : t('birthdays.turnsTo', { to: ageTo });
}

const gift = ({ points, reward }: PromotionInfo): string | undefined =>
  points === null ? reward?.name : t('birthdays.givesPoints', { count: points });

/** What it gives, for whom, and when. */
export const factsOf = (promotion: PromotionInfo): string =>
  [
    gift(promotion),
    t(`birthdays.for${promotion.audience}`),
    ages(promotion),
    promotion.announceDays
      ? t('birthdays.before', { count: promotion.announceDays })
      : t('birthdays.onTheDay'),
  ]
    .filter(Boolean)
    .join(' · ');

/** A number that may be too small to be told. */
export const told = (count: number | null): string => (count === null ? t('birthdays.few') : number(count));
