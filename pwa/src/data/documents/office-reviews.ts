/** The office's queue of unusual awards, and the rules that fill it. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const ReviewFields = graphql(`
  fragment ReviewFields on ReviewItem @_unmask {
    id
    points
    pointsHeld
    state
    occurredAt
    staffName
    staffHeld
    staffRejected
    storeName
    decidedAt
    decidedBy
    note
    reasons {
      kind
      found
      most
    }
    customer {
      id
      name
      phone
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
`);

export const Reviews = graphql(
  `
    query Reviews($filter: ReviewFilter, $after: String) {
      reviewItems(filter: $filter, first: 25, after: $after) {
        edges {
          node {
            ...ReviewFields
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [ReviewFields],
);

export const OpenReviews = graphql(`
  query OpenReviews {
    reviewItems(filter: { state: OPEN }, first: 1) {
      totalCount
    }
  }
`);

export const DecideReviews = graphql(
  `
    mutation DecideReviews($input: DecideReviewsInput!) {
      decideReviews(input: $input) {
        items {
          ...ReviewFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ReviewFields, Refusal],
);

export const ReviewRules = graphql(`
  query ReviewRules {
    reviewRules {
      kind
      action
      most
      days
      fromHour
      toHour
    }
  }
`);

export const SaveReviewRules = graphql(
  `
    mutation SaveReviewRules($input: SaveReviewRulesInput!) {
      saveReviewRules(input: $input) {
        rules {
          kind
          action
          most
          days
          fromHour
          toHour
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);
