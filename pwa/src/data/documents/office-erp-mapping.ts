/** The mapping of a stream: what there is, what it would make of real rows, and keeping it. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';
import { ErpStreamFields } from './office-erp';

const RowFields = graphql(`
  fragment ErpMappingRowFields on ErpMappingRow @_unmask {
    sourceField
    targetField
    transformation
    default
    isRequired
    onError
  }
`);

export const ErpMappingOf = graphql(
  `
    query ErpMappingOf($id: ID!) {
      node(id: $id) {
        __typename
        ... on ErpStream {
          id
          kind
          preset
          mappingVersion
          connection {
            id
            name
          }
          spec {
            table
            columns
            linesTable
            linesColumns
          }
          mapping {
            id
            version
            rows {
              ...ErpMappingRowFields
            }
            lines {
              ...ErpMappingRowFields
            }
            madeBy
            madeAt
          }
        }
      }
      erpOperations {
        name
        usage
      }
    }
  `,
  [RowFields],
);

export const ErpTargets = graphql(`
  query ErpTargets($kind: ErpStreamKind!) {
    erpTargets(kind: $kind) {
      name
      kind
      isRequired
      description
      choices
    }
  }
`);

export const DryRunErpMapping = graphql(
  `
    mutation DryRunErpMapping($input: DryRunErpMappingInput!) {
      dryRunErpMapping(input: $input) {
        dryRun {
          dead
          token
          rows {
            key
            source
            result
            problems {
              targetField
              code
              message
            }
          }
          lines {
            key
            source
            result
            problems {
              targetField
              code
              message
            }
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

export const SaveErpMapping = graphql(
  `
    mutation SaveErpMapping($input: SaveErpMappingInput!) {
      saveErpMapping(input: $input) {
        mapping {
          id
          version
        }
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
