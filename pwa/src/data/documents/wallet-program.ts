/** What a card's program is made of beyond points: its ladder of tiers, the history of stamps. */
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

export const StampHistory = graphql(`
  query WalletStampHistory($cardId: ID!) {
    card(id: $cardId) {
      id
      stampCards {
        id
        history(first: 50) {
          edges {
            node {
              id
              kind
              count
              reason
              occurredAt
              storeName
            }
          }
        }
      }
    }
  }
`);
type Stamped = NonNullable<ResultOf<typeof StampHistory>['card']>['stampCards'][number];
export type StampEntry = Stamped['history']['edges'][number]['node'];
