/** The moment on show, and the sentence that is read out once. */
import { t, type Key } from '$i18n';
import { buzz } from '$ui/haptics';
import { toast } from '$ui/toasts.svelte';
import { wallet } from '../wallet.svelte';
import { join, type Moment, type MomentKind } from './moment';

let shown = $state.raw<Moment>();
let said = $state('');
let lit = $state<string>();
let fading: ReturnType<typeof setTimeout> | undefined;

const GLOW_MS = 1_600;

export function glow(cardId: string): void {
  lit = cardId;
  clearTimeout(fading);
  fading = setTimeout(() => (lit = undefined), GLOW_MS);
}

export const moment = (): Moment | undefined => shown;
/** For a polite live region. */
export const announcement = (): string => said;
/** Whether a card has just changed: its edge glows in the foil's colour. */
export const glowing = (cardId: string): boolean => lit === cardId;
export const endMoment = (): void => void (shown = undefined);

const WORDS: Record<MomentKind, Key & `wallet.${string}`> = {
  earned: 'wallet.saidEarned',
  pending: 'wallet.saidPending',
  spent: 'wallet.saidSpent',
  returned: 'wallet.saidReturned',
  givenBack: 'wallet.saidGivenBack',
  expired: 'wallet.saidExpired',
  changed: 'wallet.saidChanged',
} as const;

/** A hero would tear the keyboard from someone who is typing. */
const typing = () => document.activeElement?.matches('input, textarea, select') ?? false;

/** Earned points get the whole screen for a moment, all else a note. */
export function show(next: Moment): void {
  const name = wallet.card(next.cardId)?.brand.name ?? '';
  const values = { count: next.points, name, balance: next.to };
  const sentence = t(WORDS[next.kind] as 'wallet.saidEarned', values);
  if (next.kind === 'earned' && !typing()) {
    shown = join(shown, next);
    said = sentence;
    buzz([12, 60, 24]);
  } else toast(sentence, { tone: next.kind === 'earned' || next.kind === 'pending' ? 'joy' : 'plain' });
}
