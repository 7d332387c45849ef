/** How long points wait and live, as the office sees and changes it. */
import { graphql, type ResultOf } from '$data/graphql';
import { Refusal } from './office';

export const PendingPoints = graphql(`
  query PendingPoints($after: String) {
    pendingPoints(first: 30, after: $after) {
      edges {
        node {
          id
          points
          earnedAt
          releaseAt
          customer {
            id
            name
            number
          }
          transaction {
            id
            purchase {
              id
              billNumber
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
export type Waiting = ResultOf<typeof PendingPoints>['pendingPoints']['edges'][number]['node'];

export const ReleasePoints = graphql(
  `
    mutation ReleasePoints($input: ReleasePointsInput!) {
      releasePoints(input: $input) {
        transaction {
          id
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const CancelPending = graphql(
  `
    mutation CancelPending($input: CancelPendingPointsInput!) {
      cancelPendingPoints(input: $input) {
        transaction {
          id
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

const ExtensionFields = graphql(`
  fragment OfficeExtension on Extension @_unmask {
    id
    fromDay
    toDay
    untilDay
    reason
    staffName
    isDone
    members
    points
    createdAt
  }
`);

export const Extensions = graphql(
  `
    query Extensions($withCustomers: Boolean!, $after: String) {
      extensions(first: 20, after: $after) {
        edges {
          node {
            ...OfficeExtension
            customer @include(if: $withCustomers) {
              id
              name
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [ExtensionFields],
);
export type Extension = ResultOf<typeof Extensions>['extensions']['edges'][number]['node'];

export const PreviewExtension = graphql(
  `
    query PreviewExtension($input: ExtensionInput!) {
      previewExtension(input: $input) {
        preview {
          members
          lots
          points
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const ExtendPoints = graphql(
  `
    mutation ExtendPoints($input: ExtendPointsInput!) {
      extendPoints(input: $input) {
        extension {
          ...OfficeExtension
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ExtensionFields, Refusal],
);

export const CustomerLifetime = graphql(`
  query CustomerLifetime($id: ID!) {
    customer(id: $id) {
      id
      useBy {
        day
        points
      }
      expired {
        points
        reinstatable
        expiredAt
        closesAt
        transaction {
          id
        }
      }
    }
  }
`);
export type Expired = NonNullable<ResultOf<typeof CustomerLifetime>['customer']>['expired'][number];

export const ReinstatePoints = graphql(
  `
    mutation ReinstatePoints($input: ReinstatePointsInput!) {
      reinstatePoints(input: $input) {
        transaction {
          id
          points
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

const ImportFields = graphql(`
  fragment OfficeImport on BalanceImport @_unmask {
    id
    fileName
    state
    staffName
    parts
    rowsRead
    rowsWrong
    rowsPosted
    rowsKnown
    pointsRead
    pointsPosted
    createdAt
  }
`);
export type Import = ResultOf<typeof ImportFields>;

export const BalanceImports = graphql(
  `
    query BalanceImports {
      balanceImports(first: 10) {
        edges {
          node {
            ...OfficeImport
            problems(first: 5) {
              edges {
                node {
                  line
                  problem
                }
              }
            }
          }
        }
      }
    }
  `,
  [ImportFields],
);
export type ListedImport = ResultOf<typeof BalanceImports>['balanceImports']['edges'][number]['node'];

export const ImportReport = graphql(
  `
    query ImportReport($id: ID!) {
      balanceImportReport(id: $id) {
        csv
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const StartImport = graphql(
  `
    mutation StartImport($input: StartBalanceImportInput!) {
      startBalanceImport(input: $input) {
        balanceImport {
          ...OfficeImport
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ImportFields, Refusal],
);

export const AddRows = graphql(
  `
    mutation AddRows($input: AddBalanceRowsInput!) {
      addBalanceRows(input: $input) {
        balanceImport {
          ...OfficeImport
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ImportFields, Refusal],
);

export const PostImport = graphql(
  `
    mutation PostImport($input: PostBalanceImportInput!) {
      postBalanceImport(input: $input) {
        balanceImport {
          ...OfficeImport
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ImportFields, Refusal],
);

export const CancelImport = graphql(
  `
    mutation CancelImport($input: CancelBalanceImportInput!) {
      cancelBalanceImport(input: $input) {
        balanceImport {
          ...OfficeImport
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ImportFields, Refusal],
);
