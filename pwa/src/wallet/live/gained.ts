/** What was gained, in words. */
import { number, t } from '$i18n';
import { keepWords } from '../card/tier';
import { giftWords } from '../card/stamps';
import type { Gain } from './gains';

/** As it is read out once. */
export function saidOf(gain: Gain, shop: string): string {
  if (gain.kind === 'tier')
    return t('program.saidRisen', { tier: gain.standing.tier?.name ?? '', name: shop });
  const { design, stamps, stampsNeeded: total } = gain.stampCard;
  if (gain.kind === 'stamped')
    return t('program.saidStamped', { count: gain.added, name: design.name, stamps, total });
  return design.reward
    ? t('program.saidFull', { name: design.name, reward: design.reward.name })
    : t('program.saidFullPlain', { name: design.name });
}

/** As it stands in the moment: what it is, and what it means. */
export function linesOf(gain: Gain): [title: string, detail: string | undefined] {
  if (gain.kind === 'tier')
    return [t('program.youAre', { tier: gain.standing.tier?.name ?? '' }), keepWords(gain.standing)];
  const { design, stamps, stampsNeeded: total } = gain.stampCard;
  if (gain.kind === 'full') return [t('program.isFull', { name: design.name }), giftWords(gain.stampCard)];
  return [
    t('program.gotStamped', { count: gain.added }),
    t('program.stampedNow', { name: design.name, stamps, total }),
  ];
}

/** The big word of a moment without points: the tier, else the full card. */
export function figureOf(gains: readonly Gain[]): string {
  const tier = gains.find((gain) => gain.kind === 'tier');
  if (tier) return tier.standing.tier?.name ?? '';
  const full = gains.find((gain) => gain.kind === 'full');
  return full ? `${number(full.stampCard.stampsNeeded)}/${number(full.stampCard.stampsNeeded)}` : '';
}
