/** What the customer's face asks of the server. */
import { graphql, type ResultOf } from '../graphql';

const BrandFields = graphql(`
  fragment WalletBrand on Brand @_unmask {
    name
    stockColor
    foilColor
    motif
    initials
    logoUrl
  }
`);

export const TransactionFields = graphql(
  `
    fragment WalletTransaction on Transaction @_unmask {
      id
      kind
      points
      balanceAfter
      reason
      occurredAt
      recordedAt
      isPending
      isHeld
      expiresAt
      storeName
      movedWith {
        kind
        name
        others
      }
      business {
        id
        brand {
          ...WalletBrand
        }
      }
      purchase {
        id
        billNumber
        amount {
          minorUnits
          currency
        }
      }
    }
  `,
  [BrandFields],
);
export type Transaction = ResultOf<typeof TransactionFields>;

/** All of a card that changes when points move, or its tier, or its stamps: what is pushed to an open phone. */
const BalanceFields = graphql(
  `
    fragment WalletBalance on Card @_unmask {
      id
      balance
      pending
      version
      asOf
      unreadCount
      worth {
        minorUnits
        currency
      }
      expiring {
        points
        at
      }
      lastTransaction {
        ...WalletTransaction
      }
      tier {
        tier {
          id
          name
          rank
          colour
        }
        next {
          id
          name
        }
        since
        keepUntil
        measure
        missing
        share
      }
      stampCards {
        id
        stamps
        stampsNeeded
        round
        state
        expiresAt
        design {
          id
          name
          icon
          pictureUrl
          reward {
            id
            name
          }
        }
      }
    }
  `,
  [TransactionFields],
);
export type CardBalance = ResultOf<typeof BalanceFields>;
export type StampCard = CardBalance['stampCards'][number];
export type Standing = NonNullable<CardBalance['tier']>;

const CardFields = graphql(
  `
    fragment WalletCard on Card @_unmask {
      takesClaims
      ...WalletBalance
      number
      pointsName
      joinedAt
      brand {
        ...WalletBrand
      }
      program {
        id
        name
        isCoalition
        currency
      }
      businesses {
        id
        brand {
          ...WalletBrand
        }
      }
    }
  `,
  [BalanceFields, BrandFields],
);
export type Card = ResultOf<typeof CardFields>;

export const Home = graphql(
  `
    query WalletHome {
      viewer {
        person {
          id
          name
          phone
          language
          birthday {
            day
            month
            year
          }
          cards {
            ...WalletCard
          }
        }
      }
    }
  `,
  [CardFields],
);

export const CardChanged = graphql(
  `
    subscription CardChanged($cardId: ID!) {
      cardChanged(cardId: $cardId) {
        ...WalletBalance
      }
    }
  `,
  [BalanceFields],
);
