/** The office's stamp cards: what is offered, and what customers hold. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

const DesignFields = graphql(`
  fragment DesignFields on StampDesign @_unmask {
    id
    name
    stampsNeeded
    icon
    pictureUrl
    earning
    categoryIds
    productIds
    storeIds
    leastBill {
      minorUnits
      currency
    }
    maxPerDay
    validDays
    startsAt
    endsAt
    isActive
    version
  }
`);

export const StampDesigns = graphql(
  `
    query StampDesigns($withRewards: Boolean!, $withGoods: Boolean!) {
      stampDesigns {
        ...DesignFields
        reward @include(if: $withRewards) {
          id
          name
        }
      }
      rewards(filter: { isActive: true }, first: 100) @include(if: $withRewards) {
        edges {
          node {
            id
            name
          }
        }
      }
      categories @include(if: $withGoods) {
        id
        name
      }
    }
  `,
  [DesignFields],
);

export const FindProducts = graphql(`
  query FindProducts($search: String) {
    products(search: $search, first: 20) {
      edges {
        node {
          id
          name
          sku
        }
      }
    }
  }
`);

export const SaveDesign = graphql(
  `
    mutation SaveDesign($input: SaveStampDesignInput!) {
      saveStampDesign(input: $input) {
        stampDesign {
          ...DesignFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [DesignFields, Refusal],
);

export const RemoveDesign = graphql(
  `
    mutation RemoveDesign($input: RemoveStampDesignInput!) {
      removeStampDesign(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const CustomerStamps = graphql(`
  query CustomerStamps($id: ID!) {
    customer(id: $id) {
      id
      stampCards {
        id
        stamps
        stampsNeeded
        round
        state
        startedAt
        expiresAt
        endedAt
        design {
          id
          name
          icon
        }
        history(first: 20) {
          edges {
            node {
              id
              count
              kind
              reason
              staffName
              storeName
              occurredAt
            }
          }
        }
      }
    }
  }
`);

export const ProductName = graphql(`
  query ProductName($id: ID!) {
    node(id: $id) {
      id
      ... on Product {
        name
      }
    }
  }
`);
