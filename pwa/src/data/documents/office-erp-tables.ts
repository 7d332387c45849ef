/** Tables of one's own as streams: what the source has, and what is read of it. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';
import { ErpConnectionFields } from './office-erp';

export const ErpTablesOf = graphql(
  `
    query ErpTablesOf($id: ID!) {
      node(id: $id) {
        __typename
        ... on ErpConnection {
          ...ErpConnectionFields
        }
      }
    }
  `,
  [ErpConnectionFields],
);

/** A live look at the source: it may refuse where the connection itself is there. */
export const ErpTables = graphql(`
  query ErpTables($connectionId: ID!) {
    erpTables(connectionId: $connectionId) {
      name
      columns {
        name
        type
      }
    }
  }
`);

export const SaveErpSpec = graphql(
  `
    mutation SaveErpSpec($input: SaveErpSpecInput!) {
      saveErpSpec(input: $input) {
        connection {
          ...ErpConnectionFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpConnectionFields, Refusal],
);
