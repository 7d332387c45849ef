/** The sync with a shop's own system: connections, their streams, and what those did. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const ErpRunFields = graphql(`
  fragment ErpRunFields on ErpRun @_unmask {
    id
    kind
    state
    rowsTotal
    rowsRead
    rowsNew
    rowsChanged
    rowsSame
    rowsDead
    rowsGone
    points
    problem
    problemText
    seconds
    startedAt
    movedAt
    endedAt
    madeBy
  }
`);

export const ErpStreamFields = graphql(
  `
    fragment ErpStreamFields on ErpStream @_unmask {
      id
      kind
      preset
      state
      spec {
        table
        cursor
        cursorColumn
      }
      mappingVersion
      pollSeconds
      overlapMinutes
      lagLimitSeconds
      lagSeconds
      isLate
      problem
      problemText
      polledAt
      caughtUpAt
      nextPollAt
      openDeadRows
      version
      run {
        ...ErpRunFields
      }
    }
  `,
  [ErpRunFields],
);

export const ErpConnectionFields = graphql(
  `
    fragment ErpConnectionFields on ErpConnection @_unmask {
      id
      name
      kind
      host
      port
      database
      username
      hasPassword
      path
      timeZone
      isEncrypted
      rowsPerSecond
      queryTimeoutSeconds
      state
      testedAt
      problem
      problemText
      serverVersion
      latencyMs
      canWrite
      version
      streams {
        ...ErpStreamFields
      }
    }
  `,
  [ErpStreamFields],
);

export const ErpConnections = graphql(
  `
    query ErpConnections {
      business {
        id
        erpConnections {
          ...ErpConnectionFields
        }
        erpConflicts(first: 1) {
          totalCount
        }
      }
    }
  `,
  [ErpConnectionFields],
);

/** Whatever is on show hears of it: one object is one object everywhere. */
export const ErpChanged = graphql(
  `
    subscription ErpChanged($businessId: ID!) {
      erpChanged(businessId: $businessId) {
        business {
          id
          erpConnections {
            ...ErpConnectionFields
          }
          erpConflicts(first: 1) {
            totalCount
          }
        }
      }
    }
  `,
  [ErpConnectionFields],
);

export const ErpStreamOf = graphql(
  `
    query ErpStreamOf($id: ID!) {
      node(id: $id) {
        __typename
        ... on ErpStream {
          ...ErpStreamFields
          connection {
            id
            name
            state
          }
        }
      }
    }
  `,
  [ErpStreamFields],
);

export const ErpRuns = graphql(
  `
    query ErpRuns($id: ID!, $after: String) {
      node(id: $id) {
        __typename
        ... on ErpStream {
          id
          runs(first: 20, after: $after) {
            nodes {
              ...ErpRunFields
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  `,
  [ErpRunFields],
);

export const ErpPresets = graphql(`
  query ErpPresets {
    erpPresets {
      name
      caption
      kinds
      timeZone
      streams {
        kind
        table
        columns
        rows {
          sourceField
          targetField
          transformation
          default
          isRequired
          onError
        }
      }
    }
  }
`);

export const PreviewErpReset = graphql(
  `
    query PreviewErpReset($input: ResetErpStreamInput!) {
      previewErpReset(input: $input) {
        preview {
          day
          documents
          years
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);
