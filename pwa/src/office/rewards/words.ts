/** A reward in words: its price, how many are left, whether it is offered. */
import { money, number, t } from '$i18n';
import type { Tone } from '$ui/tones';
import { office } from '../office.svelte';
import { date } from '../times';
import type { RewardInfo } from './reward';

/** `180 points`, `180 points + ₹50`, `₹50`, or nothing to pay. */
export function price(points: number, cashMinor: number): string {
  const parts = [
    points && `${number(points)} ${office.business?.program.pointsName ?? t('ui.points', { count: points })}`,
    cashMinor && money({ minorUnits: cashMinor, currency: office.currency }),
  ].filter(Boolean);
  return parts.join(' + ') || t('rewards.free');
}

/** Its shelf, what it takes where customers can take it, and what is left where that has an end. */
export function factsOf({
  category,
  pointsPrice,
  cashPrice,
  isListed,
  stock,
  stockLeft,
}: RewardInfo): string[] {
  return [
    category,
    (isListed || pointsPrice > 0) && price(pointsPrice, cashPrice.minorUnits),
    stock !== null && stockLeft !== null && t('rewards.left', { count: stockLeft, stock }),
  ].filter((fact): fact is string => Boolean(fact));
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

interface VoucherLike {
  state: 'ACTIVE' | 'HELD' | 'USED' | 'CANCELLED' | 'EXPIRED';
  validUntil?: string | null;
  issuedAt: string;
}

const TONES = {
  ACTIVE: 'good',
  HELD: 'info',
  USED: 'plain',
  CANCELLED: 'plain',
  EXPIRED: 'plain',
} as const satisfies Record<VoucherLike['state'], Tone>;
export const toneOf = ({ state }: VoucherLike): Tone => TONES[state];

/** Until when it is good, or since when there is one. */
export function voucherFacts({ state, validUntil, issuedAt }: VoucherLike): string[] {
  const day = (moment: string) => date(moment, { dateStyle: 'medium' });
  return state === 'ACTIVE' && validUntil
    ? [t('rewards.goodUntil', { day: day(validUntil) })]
    : [t('rewards.issued', { day: day(issuedAt) })];
}
