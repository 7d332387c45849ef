/** What a card's program is made of beyond points: its ladder of tiers. */
import { graphql, type ResultOf } from '../graphql';

export const TierSteps = graphql(`
  query WalletTierSteps($cardId: ID!) {
    card(id: $cardId) {
      id
      tier {
        isByHand
        steps {
          id
          name
          rank
          threshold
          multiplier
          isForEver
          benefits {
            text
            icon
          }
        }
      }
    }
  }
`);
type Ladder = NonNullable<NonNullable<ResultOf<typeof TierSteps>['card']>['tier']>;
export type Step = Ladder['steps'][number];
