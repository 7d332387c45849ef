/** What waits for a person in the sync: rows that could not be taken, and values that differ. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';
import { ErpStreamFields } from './office-erp';

export const ErpDeadRowFields = graphql(`
  fragment ErpDeadRowFields on ErpDeadRow @_unmask {
    id
    key
    payload
    edited
    code
    path
    message
    attempts
    mappingVersion
    state
    createdAt
    movedAt
  }
`);

export const ErpDeadRows = graphql(
  `
    query ErpDeadRows($id: ID!, $state: ErpDeadState, $after: String) {
      node(id: $id) {
        __typename
        ... on ErpStream {
          id
          kind
          state
          openDeadRows
          spec {
            columns
          }
          connection {
            id
            name
          }
          mapping {
            id
            rows {
              sourceField
              targetField
            }
          }
          deadRows(first: 30, after: $after, state: $state) {
            nodes {
              ...ErpDeadRowFields
            }
            pageInfo {
              hasNextPage
              endCursor
            }
            totalCount
          }
        }
      }
    }
  `,
  [ErpDeadRowFields],
);

export const EditErpDeadRow = graphql(
  `
    mutation EditErpDeadRow($input: EditErpDeadRowInput!) {
      editErpDeadRow(input: $input) {
        deadRow {
          ...ErpDeadRowFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpDeadRowFields, Refusal],
);

export const ReplayErpDeadRows = graphql(
  `
    mutation ReplayErpDeadRows($input: ReplayErpDeadRowsInput!) {
      replayErpDeadRows(input: $input) {
        settled
        stillDead
        points
        stream {
          ...ErpStreamFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpStreamFields, Refusal],
);

export const DropErpDeadRows = graphql(
  `
    mutation DropErpDeadRows($input: DropErpDeadRowsInput!) {
      dropErpDeadRows(input: $input) {
        settled
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

const ConflictFields = graphql(`
  fragment ErpConflictFields on ErpConflict @_unmask {
    id
    customerKey
    customer {
      id
      name
      phone
    }
    connection {
      id
      name
    }
    fieldName
    ours
    theirs
    state
    decidedBy
    decidedAt
    createdAt
  }
`);

export const ErpConflicts = graphql(
  `
    query ErpConflicts($after: String) {
      business {
        id
        erpConflicts(first: 30, after: $after) {
          nodes {
            ...ErpConflictFields
          }
          pageInfo {
            hasNextPage
            endCursor
          }
          totalCount
        }
      }
    }
  `,
  [ConflictFields],
);

export const ErpConflictsDecided = graphql(
  `
    query ErpConflictsDecided($after: String) {
      business {
        id
        erpConflictsDecided(first: 30, after: $after) {
          nodes {
            ...ErpConflictFields
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [ConflictFields],
);

export const DecideErpConflicts = graphql(
  `
    mutation DecideErpConflicts($input: DecideErpConflictsInput!) {
      decideErpConflicts(input: $input) {
        conflicts {
          id
          state
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);
