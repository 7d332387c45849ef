/** The office's rewards: the catalogue, and the vouchers in customers' hands. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const RewardFields = graphql(`
  fragment RewardFields on Reward @_unmask {
    id
    name
    description
    category
    kind
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
    pictureUrl
    stock
    stockLeft
    perMember
    perPeriod
    period
    validDays
    startsAt
    endsAt
    isActive
    isListed
    isStackable
    needsFulfilment
    version
    translations {
      language
      name
      description
    }
    conditions {
      tierIds
      storeIds
      weekdays
      fromHour
      toHour
      kidAgeFrom
      kidAgeTo
    }
  }
`);

export const Rewards = graphql(
  `
    query Rewards($filter: RewardFilter, $after: String) {
      rewards(filter: $filter, first: 50, after: $after) {
        edges {
          node {
            ...RewardFields
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [RewardFields],
);

/** What can be given by a tier or for a full stamp card. */
export const RewardNames = graphql(`
  query RewardNames {
    rewards(filter: { isActive: true }, first: 100) {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`);

export const SaveReward = graphql(
  `
    mutation SaveReward($input: SaveRewardInput!) {
      saveReward(input: $input) {
        reward {
          ...RewardFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RewardFields, Refusal],
);

export const SetRewardPicture = graphql(
  `
    mutation SetRewardPicture($input: SetRewardPictureInput!) {
      setRewardPicture(input: $input) {
        reward {
          id
          pictureUrl
          version
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const RemoveReward = graphql(
  `
    mutation RemoveReward($input: RemoveRewardInput!) {
      removeReward(input: $input) {
        reward {
          id
          isActive
          version
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const VoucherFields = graphql(`
  fragment VoucherFields on Voucher @_unmask {
    id
    state
    kind
    pointsPaid
    isGiven
    reason
    issuedAt
    validUntil
    value {
      minorUnits
      currency
    }
    balance {
      minorUnits
      currency
    }
    reward {
      id
      name
    }
    uses {
      id
      usedAt
      storeName
      staffName
      billNumber
      amount {
        minorUnits
        currency
      }
    }
  }
`);

export const CustomerVouchers = graphql(
  `
    query CustomerVouchers($id: ID!, $withCodes: Boolean!, $after: String) {
      customer(id: $id) {
        id
        vouchers(first: 20, after: $after) {
          edges {
            node {
              ...VoucherFields
              code @include(if: $withCodes)
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [VoucherFields],
);

export const CancelVoucher = graphql(
  `
    mutation CancelVoucher($input: CancelVoucherInput!) {
      cancelVoucher(input: $input) {
        voucher {
          ...VoucherFields
        }
        customer {
          id
          balance
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [VoucherFields, Refusal],
);
