/** Rewards that a card can take, and the vouchers in its holder's hand. */
import { graphql, type ResultOf } from '../graphql';

const RewardFields = graphql(`
  fragment WalletReward on Reward @_unmask {
    id
    kind
    name
    description
    category
    pictureUrl
    pointsPrice
    cashPrice {
      minorUnits
      currency
    }
    value {
      minorUnits
      currency
    }
    discountPercent
    stockLeft
    validDays
    startsAt
    translations {
      language
      name
      description
    }
    conditions {
      tierIds
      storeNames
      weekdays
      fromHour
      toHour
      kidAgeFrom
      kidAgeTo
    }
  }
`);
export type Reward = ResultOf<typeof RewardFields>;

const VoucherFields = graphql(
  `
    fragment WalletVoucher on Voucher @_unmask {
      id
      code
      state
      balance {
        minorUnits
        currency
      }
      pointsPaid
      cashPrice {
        minorUnits
        currency
      }
      isGiven
      validUntil
      issuedAt
      usedAt
      heldUntil
      fulfilment
      reason
      business {
        id
        brand {
          name
          stockColor
          foilColor
          motif
          initials
          logoUrl
        }
      }
      uses {
        id
        usedAt
        storeName
        amount {
          minorUnits
          currency
        }
      }
      reward {
        ...WalletReward
      }
    }
  `,
  [RewardFields],
);
export type Voucher = ResultOf<typeof VoucherFields>;

export const Offers = graphql(
  `
    query WalletOffers($cardId: ID!) {
      availableRewards(cardId: $cardId) {
        canRedeem
        reasons {
          code
          missing
        }
        reward {
          ...WalletReward
        }
      }
    }
  `,
  [RewardFields],
);
export type Offer = ResultOf<typeof Offers>['availableRewards'][number];

export const Vouchers = graphql(
  `
    query WalletVouchers($cardId: ID!) {
      card(id: $cardId) {
        id
        tier {
          steps {
            id
            name
          }
        }
        vouchers(first: 50) {
          edges {
            node {
              ...WalletVoucher
            }
          }
        }
      }
    }
  `,
  [VoucherFields],
);

export const Redeem = graphql(`
  mutation WalletRedeem($input: RedeemRewardInput!) {
    redeemReward(input: $input) {
      voucher {
        id
      }
      errors {
        code
        message
        path
        params
      }
    }
  }
`);
