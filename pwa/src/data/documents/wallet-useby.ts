/** What of a card expires when, over a year. */
import { graphql, type ResultOf } from '../graphql';

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
export type UseByDay = NonNullable<ResultOf<typeof UseBy>['card']>['useBy'][number];
