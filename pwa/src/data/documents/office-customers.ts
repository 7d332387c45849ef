/** The office's customers: the table, one customer whole, and what can be done with them. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const CustomerRow = graphql(`
  fragment CustomerRow on Customer @_unmask {
    id
    number
    name
    phone
    email
    isPhoneVerified
    balance
    visits
    spent {
      minorUnits
      currency
    }
    lastVisitAt
    joinedAt
    status
    standing
    lifecycle
    city
    tags {
      id
      name
    }
    tier {
      tier {
        id
        name
        colour
      }
    }
  }
`);

export const Customers = graphql(
  `
    query Customers($search: String, $filter: CustomerFilter, $sort: CustomerSort, $after: String) {
      customers(search: $search, filter: $filter, sort: $sort, first: 50, after: $after) {
        edges {
          node {
            ...CustomerRow
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [CustomerRow],
);

export const CustomerDetail = graphql(
  `
    query CustomerDetail($id: ID!) {
      customer(id: $id) {
        ...CustomerRow
        version
        pending
        birthday {
          month
          day
          year
        }
        notes {
          id
          text
          authorName
          isPinned
          createdAt
        }
        kids {
          id
          firstName
          nextBirthday
          turns
        }
        consents {
          channel
          isGranted
          recordedAt
        }
      }
    }
  `,
  [CustomerRow],
);

export const UpdateCustomer = graphql(
  `
    mutation UpdateCustomer($input: UpdateCustomerInput!) {
      updateCustomer(input: $input) {
        customer {
          ...CustomerRow
          version
          birthday {
            month
            day
            year
          }
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [CustomerRow, Refusal],
);

export const RemoveCustomer = graphql(
  `
    mutation RemoveCustomer($input: RemoveCustomerInput!) {
      removeCustomer(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const EnrolCustomer = graphql(
  `
    mutation EnrolCustomer($input: EnrolCustomerInput!) {
      enrolCustomer(input: $input) {
        isNew
        customer {
          ...CustomerRow
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [CustomerRow, Refusal],
);

export const AddNote = graphql(
  `
    mutation AddNote($input: AddNoteInput!) {
      addNote(input: $input) {
        note {
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

export const UpdateNote = graphql(
  `
    mutation UpdateNote($input: UpdateNoteInput!) {
      updateNote(input: $input) {
        note {
          id
          text
          isPinned
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const RemoveNote = graphql(
  `
    mutation RemoveNote($input: RemoveNoteInput!) {
      removeNote(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const TagCustomer = graphql(
  `
    mutation TagCustomer($input: TagCustomerInput!) {
      tagCustomer(input: $input) {
        customer {
          id
          tags {
            id
            name
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

export const UntagCustomer = graphql(
  `
    mutation UntagCustomer($input: UntagCustomerInput!) {
      untagCustomer(input: $input) {
        customer {
          id
          tags {
            id
            name
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

export const AdjustPoints = graphql(
  `
    mutation AdjustPoints($input: AdjustPointsInput!) {
      adjustPoints(input: $input) {
        customer {
          id
          balance
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const RecordConsent = graphql(
  `
    mutation RecordConsent($input: RecordConsentInput!) {
      recordConsent(input: $input) {
        consents {
          channel
          isGranted
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);
