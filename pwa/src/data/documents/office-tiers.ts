/** The office's ladder of tiers, what a change of it would do, and where customers stand on it. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const LadderFields = graphql(`
  fragment LadderFields on TierLadder @_unmask {
    id
    measure
    window
    windowMonths
    effective
    downgrade
    graceDays
    version
    tiers {
      id
      name
      threshold
      multiplier
      colour
      icon
      isForEver
      rewardId
      memberCount
      benefits {
        text
        icon
      }
    }
  }
`);

export const Ladder = graphql(
  `
    query Ladder {
      tierLadder {
        ...LadderFields
      }
    }
  `,
  [LadderFields],
);

export const PreviewLadder = graphql(
  `
    query PreviewLadder($input: TierLadderInput!) {
      previewTierLadder(input: $input) {
        impact {
          members
          movesUp
          movesDown
          costPoints
          cost {
            minorUnits
            currency
          }
          moves {
            fromName
            toName
            members
            isUp
          }
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const SaveLadder = graphql(
  `
    mutation SaveLadder($input: SaveTierLadderInput!) {
      saveTierLadder(input: $input) {
        ladder {
          ...LadderFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [LadderFields, Refusal],
);

const Standing = graphql(`
  fragment OfficeStanding on Customer @_unmask {
    id
    tier {
      since
      keepUntil
      isByHand
      measure
      measured
      missing
      share
      tier {
        id
        name
        colour
        icon
      }
      next {
        id
        name
      }
    }
    tierHistory {
      fromName
      toName
      isUp
      reason
      note
      actorName
      createdAt
    }
  }
`);

export const CustomerTier = graphql(
  `
    query CustomerTier($id: ID!) {
      customer(id: $id) {
        ...OfficeStanding
      }
    }
  `,
  [Standing],
);

export const SetCustomerTier = graphql(
  `
    mutation SetCustomerTier($input: SetCustomerTierInput!) {
      setCustomerTier(input: $input) {
        customer {
          ...OfficeStanding
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Standing, Refusal],
);
