/** What a card can take and what it holds: kept on the device, asked again whenever the card changes. */
import { untrack } from 'svelte';
import { Offers, Vouchers, type Offer, type Voucher } from '$data/documents/wallet-rewards';
import { query } from '$data/query.svelte';
import { kept, offersName } from '../kept.svelte';
import { lastTouched } from '../live/moments.svelte';

interface Held {
  vouchers: Voucher[];
  /** Names of tiers by their ids, for what only some may take. */
  tiers: Record<string, string>;
}

interface CardRewards {
  readonly offers: readonly Offer[] | undefined;
  readonly held: Held | undefined;
  /** The server has answered. */
  readonly fresh: boolean;
  readonly failure: string | undefined;
  again(): void;
}

/** Call while a component starts that lives for one card. */
export function rewardsOf(cardId: string): CardRewards {
  const offers = query(() => ({ document: Offers, variables: { cardId } }));
  const mine = query(() => ({ document: Vouchers, variables: { cardId } }));
  const again = () => {
    offers.refetch();
    mine.refetch();
  };

  // What was pushed before is in the first answer.
  const before = untrack(lastTouched);
  $effect(() => {
    const news = lastTouched();
    if (news && news !== before && news.cardId === cardId) untrack(again);
  });

  const keptOffers = kept<readonly Offer[]>(offersName(cardId), () => offers.data?.availableRewards);
  const keptHeld = kept<Held>(`customer:vouchers:${cardId}`, () => {
    const card = mine.data?.card;
    if (!card) return undefined;
    return {
      vouchers: card.vouchers.edges.map(({ node }) => node),
      tiers: Object.fromEntries(card.tier?.steps.map(({ id, name }) => [id, name]) ?? []),
    };
  });
  return {
    get offers() {
      return keptOffers.value;
    },
    get held() {
      return keptHeld.value;
    },
    get fresh() {
      return Boolean(mine.data) && !mine.loading;
    },
    get failure() {
      return offers.failure ?? mine.failure;
    },
    again,
  };
}
