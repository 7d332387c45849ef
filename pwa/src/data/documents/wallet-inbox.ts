/** What was said to the holder of the cards, newest first. */
import { graphql, type ResultOf } from '../graphql';

const MessageFields = graphql(`
  fragment WalletMessage on Message @_unmask {
    id
    kind
    params
    link
    createdAt
    readAt
    card {
      id
      brand {
        name
      }
    }
    business {
      id
      brand {
        name
      }
    }
  }
`);
export type Message = ResultOf<typeof MessageFields>;

export const Inbox = graphql(
  `
    query WalletInbox($after: String) {
      viewer {
        person {
          id
          inbox(first: 30, after: $after) {
            edges {
              node {
                ...WalletMessage
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
  [MessageFields],
);

export const MarkRead = graphql(`
  mutation WalletMarkRead($input: MarkMessagesReadInput!) {
    markMessagesRead(input: $input) {
      marked
      errors {
        code
        message
        path
        params
      }
    }
  }
`);
