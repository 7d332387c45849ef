/** The office's birthday promotions, and figures about children. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

const PromotionFields = graphql(`
  fragment PromotionFields on Promotion @_unmask {
    id
    name
    audience
    ageFrom
    ageTo
    points
    announceDays
    validDays
    budget
    isActive
    version
    funnel {
      given
      seen
      used
      revenue {
        minorUnits
        currency
      }
    }
  }
`);

export const Promotions = graphql(
  `
    query Promotions($withRewards: Boolean!) {
      promotions {
        ...PromotionFields
        reward @include(if: $withRewards) {
          id
          name
        }
      }
      rewards(filter: { isActive: true }, first: 100) @include(if: $withRewards) {
        edges {
          node {
            id
            name
          }
        }
      }
    }
  `,
  [PromotionFields],
);

export const KidsInsight = graphql(`
  query KidsInsight {
    kidsInsight {
      members
      membersWithKids
      kids
      unknownAge
      ages {
        age
        kids
      }
      weeks {
        startsOn
        kids
      }
    }
  }
`);

export const SavePromotion = graphql(
  `
    mutation SavePromotion($input: SavePromotionInput!) {
      savePromotion(input: $input) {
        promotion {
          ...PromotionFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [PromotionFields, Refusal],
);

export const RemovePromotion = graphql(
  `
    mutation RemovePromotion($input: RemovePromotionInput!) {
      removePromotion(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);
