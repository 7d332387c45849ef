/** Tells that points have moved, or what else was gained; its code comes when the first ones do. */
import { t, type Key } from '$i18n';
import type { Card, CardBalance } from '$data/documents/wallet';
import { buzz } from '$ui/haptics';
import { toast } from '$ui/toasts.svelte';
import Hero from './Moment.svelte';
import { titleOf } from '../deeds';
import { saidOf } from './gained';
import { isJoy, join, momentOf, type Moment, type PointsKind } from './moment';
import { celebrate, moment } from './moments.svelte';

const WORDS: Record<PointsKind, Key & `card.${string}`> = {
  earned: 'card.saidEarned',
  pending: 'card.saidPending',
  spent: 'card.saidSpent',
  returned: 'card.saidReturned',
  givenBack: 'card.saidGivenBack',
  expired: 'card.saidExpired',
  changed: 'card.saidChanged',
} as const;

/** A hero would tear the keyboard from someone who is typing. */
const typing = () => document.activeElement?.matches('input, textarea, select') ?? false;

function sentenceOf({ kind, points, to, gains, transaction }: Moment, name: string): string {
  if (transaction?.movedWith)
    return t('card.saidWith', { what: titleOf(transaction), count: points, balance: to });
  const moved =
    kind === 'gained' || kind === 'stamped'
      ? []
      : [t(WORDS[kind] as 'card.saidEarned', { count: points, name, balance: to })];
  return [...moved, ...gains.map((gain) => saidOf(gain, name))].join(' ');
}

/** Earned points, tiers and full stamp cards get the whole screen for a moment, all else a note. */
export function arrive(before: Card, after: CardBalance, fresh: boolean): void {
  const next = momentOf(before, after, fresh);
  if (!next) return;
  const sentence = sentenceOf(next, before.brand.name);
  const joined = join(moment(), next);
  if (isJoy(joined) && !typing()) {
    celebrate({ moment: joined, Hero }, sentence);
    buzz([12, 60, 24]);
  } else {
    const joy = isJoy(next) || next.kind === 'pending' || next.kind === 'stamped';
    toast(sentence, { tone: joy ? 'joy' : 'plain' });
  }
}
