/** Tiers in words: how much, and what a change would do. */
import type { ResultOf } from '$data/graphql';
import type { PreviewLadder } from '$data/documents/office-tiers';
import { number, roundMoney, t } from '$i18n';
import { office } from '../office.svelte';
import type { Measure } from './ladder';

export type Impact = NonNullable<ResultOf<typeof PreviewLadder>['previewTierLadder']['impact']>;

/** `500 points`, `€200`, `4 visits`: so much of a ladder's measure, from stored units. */
export function amount(measure: Measure, value: number): string {
  if (measure === 'SPEND') return roundMoney({ minorUnits: value, currency: office.currency });
  if (measure === 'VISITS') return t('tiers.visitCount', { count: value });
  return `${number(value)} ${office.business?.program.pointsName ?? t('ui.points', { count: value })}`;
}

/** The only tier that customers rise to, where it is one. */
function reached({ moves }: Impact): string | undefined {
  const names = new Set(moves.filter(({ isUp }) => isUp).map(({ toName }) => toName ?? ''));
  return names.size === 1 ? [...names][0] : undefined;
}

/** The finding: who rises, who falls, and what it would have cost. */
export function finding(impact: Impact): string {
  const { movesUp, movesDown, costPoints } = impact;
  const tier = reached(impact);
  const up = tier ? t('tiers.riseTo', { count: movesUp, tier }) : t('tiers.rise', { count: movesUp });
  const down = movesUp ? t('tiers.andFall', { count: movesDown }) : t('tiers.fall', { count: movesDown });
  const who = [movesUp && up, movesDown && down].filter(Boolean).join(', ');
  return `${who || t('tiers.nobodyMoves')}; ${cost(costPoints)}.`;
}

function cost(points: number): string {
  if (!points) return t('tiers.costsNothing');
  return points > 0 ? t('tiers.costs', { count: points }) : t('tiers.saves', { count: -points });
}
