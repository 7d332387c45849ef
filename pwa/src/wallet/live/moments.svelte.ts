/** The moment on show, the sentence that is read out once, and which card glows. */
import type { Component } from 'svelte';
import type { Moment } from './moment';

interface Shown {
  moment: Moment;
  /** Draws it. */
  Hero: Component;
}

let shown = $state.raw<Shown>();
let said = $state('');
let lit = $state<string>();
let fading: ReturnType<typeof setTimeout> | undefined;

let news = $state.raw<{ cardId: string }>();

const GLOW_MS = 1_600;

export function glow(cardId: string): void {
  lit = cardId;
  clearTimeout(fading);
  fading = setTimeout(() => (lit = undefined), GLOW_MS);
}

export const moment = (): Moment | undefined => shown?.moment;
export const hero = (): Component | undefined => shown?.Hero;
/** For a polite live region. */
export const announcement = (): string => said;
/** Whether a card has just changed: its edge glows in the foil's colour. */
export const glowing = (cardId: string): boolean => lit === cardId;
export const endMoment = (): void => void (shown = undefined);

export function celebrate(next: Shown, sentence: string): void {
  shown = next;
  said = sentence;
}

/** Something about a card was pushed, whether the card itself shows it or not. */
export const touch = (cardId: string): void => void (news = { cardId });
/** Another object with every push. */
export const lastTouched = (): { cardId: string } | undefined => news;
