/** Stamp cards at the till: what a customer has, giving stamps by hand, taking them back. */
import { graphql, type ResultOf } from '$data/graphql';

const StampCardFields = graphql(`
  fragment TillStampCard on StampCard @_unmask {
    id
    stamps
    stampsNeeded
    state
    design {
      id
      name
    }
  }
`);
export type TillStampCard = ResultOf<typeof StampCardFields>;

export const StampDesigns = graphql(
  `
    query TillStamps($customerId: ID!) {
      stampDesigns {
        id
        name
        stampsNeeded
        icon
        isActive
        startsAt
        endsAt
        storeIds
      }
      customer(id: $customerId) {
        id
        stampCards {
          ...TillStampCard
        }
      }
    }
  `,
  [StampCardFields],
);
export type StampDesign = ResultOf<typeof StampDesigns>['stampDesigns'][number];

export const IssueStamps = graphql(
  `
    mutation TillIssueStamps($input: IssueStampsInput!) {
      issueStamps(input: $input) {
        stampCards {
          ...TillStampCard
        }
        entries {
          id
          count
        }
        errors {
          code
          message
          path
          params
        }
      }
    }
  `,
  [StampCardFields],
);

export const UndoStamps = graphql(
  `
    mutation TillUndoStamps($input: UndoStampsInput!) {
      undoStamps(input: $input) {
        stampCards {
          ...TillStampCard
        }
        errors {
          code
          message
          path
          params
        }
      }
    }
  `,
  [StampCardFields],
);

/** Which stamps a bill brought: the newest entries of each card say for which bill they are. */
export const SaleStamps = graphql(
  `
    query TillSaleStamps($customerId: ID!) {
      customer(id: $customerId) {
        id
        stampCards {
          ...TillStampCard
          history(first: 3) {
            edges {
              node {
                id
                count
                purchase {
                  id
                }
              }
            }
          }
        }
      }
    }
  `,
  [StampCardFields],
);
export type SoldCard = NonNullable<ResultOf<typeof SaleStamps>['customer']>['stampCards'][number];
