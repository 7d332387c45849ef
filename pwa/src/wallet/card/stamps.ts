/** A stamp card in words. */
import { t } from '$i18n';
import type { StampCard } from '$data/documents/wallet';
import { lastDay } from '../words';

/** What a full card gives, and until when it can be filled. */
export function giftWords({ design, state, expiresAt }: StampCard): string {
  const reward = design.reward?.name;
  if (state === 'FULL') return reward ? t('program.fullGave', { reward }) : t('program.fullNow');
  const gift = reward ? t('program.fullGives', { reward }) : t('program.fullYours');
  return expiresAt ? `${gift} ${t('program.fillBy', { day: lastDay(expiresAt) })}` : gift;
}

/** What became of a card that is no longer filled. */
export const endWords = (card: StampCard): string =>
  card.state === 'FULL' ? giftWords(card) : t('program.stampExpired');
