/** Tells that points have moved, or a tier was reached; its code comes when the first ones do. */
import { t, type Key } from '$i18n';
import type { Card, CardBalance } from '$data/documents/wallet';
import { buzz } from '$ui/haptics';
import { toast } from '$ui/toasts.svelte';
import Hero from './Moment.svelte';
import { join, momentOf, type Moment, type PointsKind } from './moment';
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

function sentenceOf({ kind, points, to, risen }: Moment, name: string): string {
  const tier = risen?.tier ? t('program.saidRisen', { tier: risen.tier.name, name }) : '';
  if (kind === 'risen') return tier;
  const moved = t(WORDS[kind] as 'card.saidEarned', { count: points, name, balance: to });
  return tier ? `${moved} ${tier}` : moved;
}

/** Earned points and tiers get the whole screen for a moment, all else a note. */
export function arrive(before: Card, after: CardBalance): void {
  const next = momentOf(before, after);
  if (!next) return;
  const sentence = sentenceOf(next, before.brand.name);
  const joy = next.kind === 'earned' || next.kind === 'risen';
  if (joy && !typing()) {
    celebrate({ moment: join(moment(), next), Hero }, sentence);
    buzz([12, 60, 24]);
  } else toast(sentence, { tone: joy || next.kind === 'pending' ? 'joy' : 'plain' });
}
