/** What of a card expires when, over a year. */
import { graphql } from '../graphql';

export const UseBy = graphql(`
  query WalletUseBy($cardId: ID!) {
    card(id: $cardId) {
      id
      balance
      useBy {
        day
        at
        points
      }
    }
  }
`);
