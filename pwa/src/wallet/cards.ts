/** What the wallet does with cards: which news to believe, in which order they lie, what is about to be lost. */
import type { Card, CardBalance } from '$data/documents/wallet';

/** Above zero where `one` is newer: by its points, then, as tiers and stamps move without them, by when it was said. */
const newer = (one: CardBalance, other: CardBalance): number =>
  one.version - other.version || Date.parse(one.asOf) - Date.parse(other.asOf);

/** What a push can change; the same again is no news. */
const facts = ({ version, unreadCount, tier, stampCards }: CardBalance): string =>
  JSON.stringify([version, unreadCount, tier, stampCards]);

/** The newer of two states of each card; a card that only one side knows is decided by `incoming`. */
export function merge(held: readonly Card[], incoming: readonly Card[]): Card[] {
  const known = new Map(held.map((card) => [card.id, card]));
  return incoming.map((card) => {
    const old = known.get(card.id);
    return old && newer(old, card) > 0 ? { ...card, ...balanceOf(old) } : card;
  });
}

/** The cards with a pushed state in place; an older push, or the same again, changes nothing. */
export function patch(held: readonly Card[], pushed: CardBalance): readonly Card[] {
  const old = held.find(({ id }) => id === pushed.id);
  if (!old || newer(pushed, old) < 0 || facts(pushed) === facts(old)) return held;
  return held.map((card) => (card === old ? { ...card, ...balanceOf(pushed) } : card));
}

function balanceOf(card: CardBalance): Omit<CardBalance, 'id'> {
  const { balance, pending, version, asOf, unreadCount, worth, expiring, lastTransaction, tier, stampCards } =
    card;
  return { balance, pending, version, asOf, unreadCount, worth, expiring, lastTransaction, tier, stampCards };
}

/** As they lie in the stack: the one used last is in front, which is at the end. */
export function byUse(cards: readonly Card[]): Card[] {
  const used = (card: Card) => Date.parse(card.lastTransaction?.occurredAt ?? card.joinedAt);
  return [...cards].sort((one, other) => used(one) - used(other));
}

export interface Expiry {
  card: Card;
  points: number;
  at: string;
}

const DAY = 86_400_000;

/** The next points to expire within `days`, over all cards; `undefined` when nothing is near. */
export function nextExpiry(cards: readonly Card[], now: number, days = 30): Expiry | undefined {
  const near = cards.flatMap((card) =>
    card.expiring
      .filter(({ points, at }) => points > 0 && Date.parse(at) > now && Date.parse(at) - now <= days * DAY)
      .map(({ points, at }) => ({ card, points, at })),
  );
  return near.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))[0];
}
