/** What else a push brought beside points: a tier reached, stamps, a stamp card filled. */
import type { Card, CardBalance, StampCard, Standing } from '$data/documents/wallet';

export type Gain =
  | { kind: 'tier'; standing: Standing }
  | { kind: 'full'; stampCard: StampCard; added: number }
  | { kind: 'stamped'; stampCard: StampCard; added: number };

/** Older news, met when the app is opened, only changes what is shown. Both times are the server's. */
const NEWS_MS = 120_000;

export const isNews = (at: string, { asOf }: CardBalance): boolean =>
  Date.parse(asOf) - Date.parse(at) <= NEWS_MS;

/** The tier that was reached just now; what a device without a tier of the card hears first is no rise. */
function tierOf({ tier: old }: Card, after: CardBalance): Gain[] {
  const now = after.tier;
  if (!old || !now?.tier || !now.since) return [];
  const rose = now.tier.rank > (old.tier?.rank ?? 0) && isNews(now.since, after);
  return rose ? [{ kind: 'tier', standing: now }] : [];
}

function stampOf(stampCard: StampCard, was: StampCard | undefined): Gain[] {
  const added = stampCard.stamps - (was?.stamps ?? 0);
  if (stampCard.state === 'FULL') return was?.state === 'FULL' ? [] : [{ kind: 'full', stampCard, added }];
  return stampCard.state === 'OPEN' && added > 0 ? [{ kind: 'stamped', stampCard, added }] : [];
}

/** `fresh`: the state before is the server's of this session, not a copy of who knows when. */
export function gainsOf(before: Card, after: CardBalance, fresh: boolean): Gain[] {
  const known = fresh ? before.stampCards : undefined;
  const stamps = known
    ? after.stampCards.flatMap((each) =>
        stampOf(
          each,
          known.find(({ id }) => id === each.id),
        ),
      )
    : [];
  return [...tierOf(before, after), ...stamps];
}
