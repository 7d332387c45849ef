/** What an entry of the timeline says. */
import type { TimelineEntry } from '$data/documents/office-people';
import { money, number, t } from '$i18n';
import { lookUp } from '$i18n/texts.svelte';

export const KINDS = [
  'PURCHASE',
  'POINTS',
  'VOUCHER',
  'VOUCHER_USE',
  'STAMPS',
  'TIER',
  'NOTE',
  'CONSENT',
  'MERGE',
  'JOINED',
] as const satisfies readonly TimelineEntry['kind'][];

/** `Bill of ₹640`, `Corrected`, `Silver`, `2 stamps on Coffee card`. */
export function titleOf({ kind, title, detail, points, amount }: TimelineEntry): string {
  switch (kind) {
    case 'PURCHASE':
      return amount ? t('people.bill', { money: money(amount) }) : t('people.kindPURCHASE');
    case 'POINTS':
      return title || lookUp(`office.kind${detail.toUpperCase()}`) || t('people.kindPOINTS');
    case 'TIER':
      return title ? t('people.onTier', { tier: title }) : t('people.noTier');
    case 'STAMPS':
      return t('people.stamps', { count: points ?? 0, card: title });
    case 'VOUCHER':
      return t('people.voucher', { reward: title });
    case 'CONSENT':
      return t(detail === 'granted' ? 'people.agreed' : 'people.withdrew', {
        way: lookUp(`office.channel${title.toUpperCase()}`) ?? title,
      });
    case 'MERGE':
      return t(detail === 'undone' ? 'people.wasMerged' : 'people.isMerged', { number: title });
    default:
      return t(`people.kind${kind}`);
  }
}

/** Points with their sign, where some came or went. */
export function pointsOf({ kind, points }: TimelineEntry): string | undefined {
  return points && kind !== 'STAMPS' ? number(points, { signDisplay: 'exceptZero' }) : undefined;
}
