/** Which stamp cards can be stamped here and now, and what a bill brought on each. */
import type { SoldCard, StampDesign, TillStampCard } from '$data/documents/till-stamps';

export interface Stampable {
  design: StampDesign;
  /** Of the card that is being filled; none where the first stamp begins one. */
  stamps: number;
  needed: number;
}

const isOpenNow = ({ isActive, startsAt, endsAt }: StampDesign, now: number): boolean =>
  isActive && (!startsAt || Date.parse(startsAt) <= now) && (!endsAt || now < Date.parse(endsAt));

/** Designs in use in this store, those that the customer fills already first. */
export function stampables(
  designs: readonly StampDesign[],
  cards: readonly TillStampCard[],
  storeId: string,
  now: number = Date.now(),
): Stampable[] {
  const usable = designs.filter(
    (each) => isOpenNow(each, now) && (!each.storeIds.length || each.storeIds.includes(storeId)),
  );
  const found = usable.map((design) => {
    const card = cards.find((each) => each.state === 'OPEN' && each.design.id === design.id);
    return { design, stamps: card?.stamps ?? 0, needed: card?.stampsNeeded ?? design.stampsNeeded };
  });
  return found.sort((one, other) => Number(other.stamps > 0) - Number(one.stamps > 0));
}

export interface Brought {
  card: SoldCard;
  count: number;
}

/** What a bill put on each card. */
export function broughtBy(purchaseId: string, cards: readonly SoldCard[]): Brought[] {
  return cards
    .map((card) => {
      const entries = card.history.edges.filter(({ node }) => node.purchase?.id === purchaseId);
      return { card, count: entries.reduce((sum, { node }) => sum + node.count, 0) };
    })
    .filter(({ count }) => count > 0);
}
