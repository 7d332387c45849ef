/** People operations of the office: two entries made one and two again, and the wish to be forgotten. */
import { graphql, type ResultOf } from '$data/graphql';
import { Refusal } from './office';

const People = graphql(`
  fragment OfficePeople on Customer @_unmask {
    id
    erasure {
      requestedAt
      dueAt
      staffName
    }
  }
`);

const Merged = graphql(`
  fragment OfficeMerged on Customer @_unmask {
    id
    merges {
      id
      goneNumber
      goneName
      mergedAt
      staffName
      reason
      undoableUntil
      undoneAt
    }
  }
`);
export type Merge = ResultOf<typeof Merged>['merges'][number];

export const CustomerErasure = graphql(
  `
    query CustomerErasure($id: ID!) {
      customer(id: $id) {
        ...OfficePeople
      }
    }
  `,
  [People],
);

export const CustomerMerges = graphql(
  `
    query CustomerMerges($id: ID!) {
      customer(id: $id) {
        ...OfficeMerged
      }
    }
  `,
  [Merged],
);

export const MergeCandidates = graphql(`
  query MergeCandidates($search: String!) {
    customers(search: $search, first: 8) {
      edges {
        node {
          id
          name
          phone
          number
          isPhoneVerified
          balance
        }
      }
    }
  }
`);

const Side = graphql(`
  fragment OfficeMergeSide on Customer @_unmask {
    id
    name
    phone
    isPhoneVerified
    number
    balance
    visits
    joinedAt
  }
`);
export type MergeSide = ResultOf<typeof Side>;

export const PreviewMerge = graphql(
  `
    query PreviewMerge($input: PreviewMergeInput!) {
      previewMerge(input: $input) {
        kept {
          ...OfficeMergeSide
        }
        gone {
          ...OfficeMergeSide
        }
        brings {
          what
          count
        }
        differs
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Side, Refusal],
);

export const MergeCustomers = graphql(
  `
    mutation MergeCustomers($input: MergeCustomersInput!) {
      mergeCustomers(input: $input) {
        merge {
          id
        }
        customer {
          ...OfficeMerged
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Merged, Refusal],
);

export const UnmergeCustomers = graphql(
  `
    mutation UnmergeCustomers($input: UnmergeCustomersInput!) {
      unmergeCustomers(input: $input) {
        merge {
          id
          undoneAt
        }
        customer {
          ...OfficeMerged
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Merged, Refusal],
);

export const SetCustomerErasure = graphql(
  `
    mutation SetCustomerErasure($input: SetCustomerErasureInput!) {
      setCustomerErasure(input: $input) {
        customer {
          ...OfficePeople
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [People, Refusal],
);

export const CustomerTimeline = graphql(`
  query CustomerTimeline($id: ID!, $kind: TimelineKind, $after: String) {
    customer(id: $id) {
      id
      timeline(kind: $kind, first: 20, after: $after) {
        edges {
          node {
            kind
            occurredAt
            title
            detail
            points
            amount {
              minorUnits
              currency
            }
            staffName
            storeName
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
type Timeline = NonNullable<ResultOf<typeof CustomerTimeline>['customer']>['timeline'];
export type TimelineEntry = Timeline['edges'][number]['node'];

const Exported = graphql(`
  fragment OfficeExported on Customer @_unmask {
    id
    export {
      state
      url
      expiresAt
    }
  }
`);

export const CustomerExport = graphql(
  `
    query CustomerExport($id: ID!) {
      customer(id: $id) {
        ...OfficeExported
      }
    }
  `,
  [Exported],
);

export const RequestCustomerExport = graphql(
  `
    mutation RequestCustomerExport($input: RequestCustomerExportInput!) {
      requestCustomerExport(input: $input) {
        customer {
          ...OfficeExported
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Exported, Refusal],
);
