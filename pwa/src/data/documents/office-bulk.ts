/** Bulk runs: one act on many customers, and lists brought in and out. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const RunFields = graphql(`
  fragment RunFields on BulkRun @_unmask {
    id
    kind
    state
    total
    done
    created
    changed
    same
    refused
    undone
    points
    pointsEach
    tagName
    reason
    status
    format
    fileName
    plan
    problem
    staffName
    madeAt
    endedAt
  }
`);

export const BulkRuns = graphql(
  `
    query BulkRuns($after: String) {
      bulkRuns(first: 20, after: $after) {
        nodes {
          ...RunFields
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [RunFields],
);

export const BulkRun = graphql(
  `
    query BulkRun($id: ID!) {
      bulkRun(id: $id) {
        ...RunFields
        refusedItems: items(first: 20, outcome: REFUSED) {
          nodes {
            nr
            code
            line
            customer {
              id
              name
            }
          }
        }
      }
    }
  `,
  [RunFields],
);

export const BulkRunChanged = graphql(
  `
    subscription BulkRunChanged($runId: ID!) {
      bulkRunChanged(runId: $runId) {
        ...RunFields
      }
    }
  `,
  [RunFields],
);

export const PreviewBulk = graphql(
  `
    query PreviewBulk($input: BulkInput!) {
      previewBulk(input: $input) {
        preview {
          count
          changes
          same
          refused
          points
          cost {
            minorUnits
            currency
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

export const StartBulk = graphql(
  `
    mutation StartBulk($input: StartBulkInput!) {
      startBulk(input: $input) {
        run {
          ...RunFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RunFields, Refusal],
);

export const PauseBulk = graphql(
  `
    mutation PauseBulk($input: BulkRunInput!) {
      steered: pauseBulk(input: $input) {
        run {
          ...RunFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RunFields, Refusal],
);

export const ResumeBulk = graphql(
  `
    mutation ResumeBulk($input: BulkRunInput!) {
      steered: resumeBulk(input: $input) {
        run {
          ...RunFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RunFields, Refusal],
);

export const CancelBulk = graphql(
  `
    mutation CancelBulk($input: BulkRunInput!) {
      steered: cancelBulk(input: $input) {
        run {
          ...RunFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RunFields, Refusal],
);

export const UndoBulk = graphql(
  `
    mutation UndoBulk($input: BulkRunInput!) {
      steered: undoBulk(input: $input) {
        run {
          ...RunFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RunFields, Refusal],
);

export const StartImport = graphql(
  `
    mutation StartImport($input: BulkRunInput!) {
      steered: startImport(input: $input) {
        run {
          ...RunFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RunFields, Refusal],
);

export const MapImport = graphql(
  `
    mutation MapImport($input: MapImportInput!) {
      mapImport(input: $input) {
        run {
          ...RunFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RunFields, Refusal],
);

export const BulkFile = graphql(
  `
    query BulkFile($id: ID!) {
      bulkFile(id: $id) {
        url
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const ImportProblems = graphql(`
  query ImportProblems($id: ID!) {
    importProblemsCsv(id: $id)
  }
`);
