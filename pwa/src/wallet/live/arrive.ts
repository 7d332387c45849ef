/** Tells that points have moved; its code comes when the first ones do. */
import { t, type Key } from '$i18n';
import type { Card, CardBalance } from '$data/documents/wallet';
import { buzz } from '$ui/haptics';
import { toast } from '$ui/toasts.svelte';
import Hero from './Moment.svelte';
import { join, momentOf, type MomentKind } from './moment';
import { celebrate, moment } from './moments.svelte';

const WORDS: Record<MomentKind, Key & `card.${string}`> = {
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

/** Earned points get the whole screen for a moment, all else a note. */
export function arrive(before: Card, after: CardBalance): void {
  const next = momentOf(before, after);
  if (!next) return;
  const values = { count: next.points, name: before.brand.name, balance: next.to };
  const sentence = t(WORDS[next.kind] as 'card.saidEarned', values);
  if (next.kind === 'earned' && !typing()) {
    celebrate({ moment: join(moment(), next), Hero }, sentence);
    buzz([12, 60, 24]);
  } else toast(sentence, { tone: next.kind === 'earned' || next.kind === 'pending' ? 'joy' : 'plain' });
}
