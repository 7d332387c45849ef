/** The offers of all cards together: each card's copy on the device at once, then what the server says. */
import type { Card } from '$data/documents/wallet';
import { Offers, type Offer } from '$data/documents/wallet-rewards';
import { ask } from '$data/query.svelte';
import { readSnapshot, saveSnapshot } from '$data/snapshot';
import { offersName } from '../kept.svelte';
import { missingOf } from './shelf';

/** An offer, and whose card takes it. */
export interface CardOffer {
  card: Card;
  offer: Offer;
}

export class Everywhere {
  #known = $state.raw<ReadonlyMap<string, readonly Offer[]>>(new Map());
  /** How many cards the server has answered for. */
  answered = $state(0);
  failed = $state(false);

  #keep(cardId: string, offers: readonly Offer[]): void {
    this.#known = new Map(this.#known).set(cardId, offers);
  }

  /** Asks for every card; the copies are there first, and stay where no server answers. */
  async load(cards: readonly Card[]): Promise<void> {
    this.failed = false;
    this.answered = 0;
    await Promise.all(cards.map((card) => this.#one(card.id)));
  }

  async #one(cardId: string): Promise<void> {
    const name = offersName(cardId);
    const copy = await readSnapshot<readonly Offer[]>(name).catch(() => undefined);
    if (copy && !this.#known.has(cardId)) this.#keep(cardId, copy.value);
    const said = await ask({ document: Offers, variables: { cardId }, policy: 'network-only' });
    if (!said) {
      this.failed = true;
      return;
    }
    this.answered += 1;
    this.#keep(cardId, said.availableRewards);
    void saveSnapshot(name, said.availableRewards).catch(() => undefined);
  }

  /** All offers of these cards; `undefined` while nothing is known. */
  of(cards: readonly Card[]): CardOffer[] | undefined {
    if (cards.length && !this.#known.size) return undefined;
    return cards.flatMap((card) => (this.#known.get(card.id) ?? []).map((offer) => ({ card, offer })));
  }
}

export const isReady = ({ offer }: CardOffer): boolean => offer.canRedeem;

/** Only points are missing. */
export const isNear = ({ offer }: CardOffer): boolean =>
  !offer.canRedeem && offer.reasons.every(({ code }) => code === 'NOT_ENOUGH_POINTS');

/** The one that needs the fewest points more comes first, as a share of its price. */
export const byNearness = (one: CardOffer, other: CardOffer): number => share(one) - share(other);

const share = ({ offer }: CardOffer): number => missingOf(offer) / Math.max(1, offer.reward.pointsPrice);
