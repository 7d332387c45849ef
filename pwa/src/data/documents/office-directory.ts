/** The office's list of customers as a whole: figures, saved views, what it can be filtered by. */
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
