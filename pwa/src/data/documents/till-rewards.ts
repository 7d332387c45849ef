/** Rewards at the till: what a customer can take, and the two steps of taking it. */
import { graphql, type ResultOf } from '$data/graphql';

const Problem = graphql(`
  fragment RewardProblem on UserError @_unmask {
    code
    message
    path
    params
  }
`);

const Held = graphql(`
  fragment HeldVoucher on Voucher @_unmask {
    id
    code
    state
    heldUntil
    pointsPaid
    cashPrice {
      minorUnits
      currency
    }
    reward {
      id
      name
    }
  }
`);
export type HeldVoucher = ResultOf<typeof Held>;

export const TillRewards = graphql(`
  query TillRewards($customerId: ID!, $storeId: ID!) {
    availableRewards(customerId: $customerId, storeId: $storeId) {
      canRedeem
      reasons {
        code
        missing
        message
      }
      reward {
        id
        name
        kind
        pictureUrl
        pointsPrice
        stockLeft
        cashPrice {
          minorUnits
          currency
        }
      }
    }
  }
`);
export type TillOffer = ResultOf<typeof TillRewards>['availableRewards'][number];

export const HoldReward = graphql(
  `
    mutation TillHoldReward($input: HoldRewardInput!) {
      holdReward(input: $input) {
        voucher {
          ...HeldVoucher
        }
        customer {
          id
          balance
        }
        errors {
          ...RewardProblem
        }
      }
    }
  `,
  [Held, Problem],
);

export const CaptureVoucher = graphql(
  `
    mutation TillCaptureVoucher($input: CaptureVoucherInput!) {
      captureVoucher(input: $input) {
        voucher {
          ...HeldVoucher
        }
        errors {
          ...RewardProblem
        }
      }
    }
  `,
  [Held, Problem],
);

export const VoidVoucher = graphql(
  `
    mutation TillVoidVoucher($input: VoidVoucherInput!) {
      voidVoucher(input: $input) {
        voucher {
          ...HeldVoucher
        }
        customer {
          id
          balance
        }
        errors {
          ...RewardProblem
        }
      }
    }
  `,
  [Held, Problem],
);

export const MoveFulfilment = graphql(
  `
    mutation TillMoveFulfilment($input: SetFulfilmentInput!) {
      setFulfilment(input: $input) {
        voucher {
          id
          fulfilment
        }
        errors {
          ...RewardProblem
        }
      }
    }
  `,
  [Problem],
);
