/** What happened to points, newest first. */
import { graphql } from '../graphql';
import { TransactionFields } from './wallet';

export const Activity = graphql(
  `
    query WalletActivity($cardId: ID, $after: String) {
      viewer {
        person {
          id
          activity(cardId: $cardId, first: 50, after: $after) {
            edges {
              node {
                ...WalletTransaction
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  `,
  [TransactionFields],
);
