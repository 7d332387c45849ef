/** Points given to somebody: prepared, looked at, confirmed. */
import { graphql, type ResultOf } from '../graphql';

const Problem = graphql(`
  fragment GiftProblem on UserError @_unmask {
    code
    message
    path
    params
  }
`);

const SentFields = graphql(`
  fragment WalletSentGift on SentGift @_unmask {
    id
    points
    message
    recipient
    isByPhone
    state
    at
    waitsUntil
  }
`);
export type SentGift = ResultOf<typeof SentFields>;

export const Gifts = graphql(
  `
    query WalletGifts($cardId: ID!) {
      giftTerms(cardId: $cardId) {
        canGive
        minPoints
        maxPoints
        leftToday
        leftThisMonth
      }
      card(id: $cardId) {
        id
        balance
        hasGifts
        giftsSent(first: 20) {
          edges {
            node {
              ...WalletSentGift
            }
          }
        }
        giftsReceived(first: 20) {
          edges {
            node {
              id
              points
              message
              sender
              arrivedAt
            }
          }
        }
      }
    }
  `,
  [SentFields],
);
type GiftsOf = ResultOf<typeof Gifts>;
export type GiftTerms = GiftsOf['giftTerms'];
export type GiftCard = NonNullable<GiftsOf['card']>;

export const IdentifyReceiver = graphql(
  `
    mutation WalletIdentifyReceiver($input: IdentifyReceiverInput!) {
      identifyReceiver(input: $input) {
        name
        token
        errors {
          ...GiftProblem
        }
      }
    }
  `,
  [Problem],
);

export const PrepareGift = graphql(
  `
    mutation WalletPrepareGift($input: PrepareGiftInput!) {
      prepareGift(input: $input) {
        gift {
          ...WalletSentGift
        }
        card {
          id
          balance
        }
        errors {
          ...GiftProblem
        }
      }
    }
  `,
  [SentFields, Problem],
);

export const ConfirmGift = graphql(
  `
    mutation WalletConfirmGift($input: ConfirmGiftInput!) {
      confirmGift(input: $input) {
        gift {
          ...WalletSentGift
        }
        card {
          id
          balance
        }
        errors {
          ...GiftProblem
        }
      }
    }
  `,
  [SentFields, Problem],
);
