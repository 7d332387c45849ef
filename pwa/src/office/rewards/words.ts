/** A reward in words: its price, how many are left, whether it is offered. */
import { money, number, t } from '$i18n';
import type { Tone } from '$ui/tones';
import { office } from '../office.svelte';
import type { RewardInfo } from './reward';

/** `180 points`, `180 points + ₹50`, `₹50`, or nothing to pay. */
export function price(points: number, cashMinor: number): string {
  const parts = [
    points && `${number(points)} ${office.business?.program.pointsName ?? t('ui.points', { count: points })}`,
    cashMinor && money({ minorUnits: cashMinor, currency: office.currency }),
  ].filter(Boolean);
  return parts.join(' + ') || t('rewards.free');
}

export function stockOf({ stock, stockLeft }: Pick<RewardInfo, 'stock' | 'stockLeft'>): string {
  if (stock === null || stockLeft === null) return t('rewards.noEnd');
  return t('rewards.left', { count: stockLeft, stock });
}

/** In which state a reward is, in a word. */
export function stateOf(reward: RewardInfo): { tone: Tone; label: string } {
  const now = Date.now();
  if (!reward.isActive) return { tone: 'plain', label: t('rewards.resting') };
  if (reward.endsAt && Date.parse(reward.endsAt) <= now) return { tone: 'plain', label: t('rewards.over') };
  if (reward.startsAt && Date.parse(reward.startsAt) > now)
    return { tone: 'info', label: t('rewards.notYet') };
  if (reward.stockLeft === 0) return { tone: 'warn', label: t('rewards.soldOut') };
  if (!reward.isListed) return { tone: 'info', label: t('rewards.onlyGiven') };
  return { tone: 'good', label: t('rewards.offered') };
}
