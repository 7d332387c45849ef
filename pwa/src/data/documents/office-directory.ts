/** The office's list of customers as a whole: figures, saved views, bulk runs, lists brought in and out. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const CustomerFigures = graphql(`
  query CustomerFigures {
    customerFigures {
      members
      active
      vip
      churning
      inactive
      joinedLately
      visits
      pointsHeld
      returningShare
      months {
        month
        joined
        cameBack
      }
    }
  }
`);

export const CustomerCount = graphql(`
  query CustomerCount($search: String, $filter: CustomerFilter) {
    customerCount(search: $search, filter: $filter) {
      count
      isExact
    }
  }
`);

export const ViewFields = graphql(`
  fragment ViewFields on CustomerView @_unmask {
    id
    name
    search
    filter
    sort
    columns
    isShared
    isDefault
    version
  }
`);

export const CustomerViews = graphql(
  `
    query CustomerViews {
      customerViews {
        ...ViewFields
      }
    }
  `,
  [ViewFields],
);

export const SaveCustomerView = graphql(
  `
    mutation SaveCustomerView($input: SaveCustomerViewInput!) {
      saveCustomerView(input: $input) {
        view {
          ...ViewFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ViewFields, Refusal],
);

export const RemoveCustomerView = graphql(
  `
    mutation RemoveCustomerView($input: RemoveCustomerViewInput!) {
      removeCustomerView(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const FilterChoices = graphql(`
  query FilterChoices {
    tags {
      id
      name
    }
    tierLadder {
      id
      tiers {
        id
        name
      }
    }
    business {
      id
      stores {
        id
        name
      }
    }
  }
`);

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
