/** A stamp card in words. */
import { t } from '$i18n';
import type { StampCard } from '$data/documents/wallet';
import { calendarDay } from '../words';

/** What a full card gives, and until when it can be filled. */
export function giftWords({ design, state, expiresAt }: StampCard): string {
  const reward = design.reward?.name;
  if (state === 'FULL') return reward ? t('program.fullGave', { reward }) : t('program.fullNow');
  const gift = reward ? t('program.fullGives', { reward }) : t('program.fullYours');
  return expiresAt ? `${gift} ${t('program.fillBy', { day: calendarDay(lastDay(expiresAt)) })}` : gift;
}

/** A card ends at the moment after its last one. */
const lastDay = (expiresAt: string): string => new Date(Date.parse(expiresAt) - 1).toISOString();

/** What became of a card that is no longer filled. */
export const endWords = (card: StampCard): string =>
  card.state === 'FULL' ? giftWords(card) : t('program.stampExpired');
