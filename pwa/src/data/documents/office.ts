/** What every screen of the office asks first: who works here, where, and how the day goes. */
import { graphql } from '$data/graphql';

export const Refusal = graphql(`
  fragment OfficeRefusal on UserError @_unmask {
    code
    message
    path
    params
  }
`);

export const Look = graphql(`
  fragment Look on Brand @_unmask {
    name
    stockColor
    foilColor
    motif
    initials
    logoUrl
  }
`);

export const StoreFields = graphql(`
  fragment StoreFields on Store @_unmask {
    id
    name
    code
    city
    address
    isActive
    version
    shopBrand {
      id
    }
  }
`);

export const Office = graphql(
  `
    query Office {
      viewer {
        permissions
        staff {
          id
          name
          role {
            id
            name
          }
        }
      }
      business {
        id
        name
        brand {
          ...Look
        }
        stores {
          ...StoreFields
        }
        program {
          id
          currency
          pointsName
          region
          timeZone
        }
      }
    }
  `,
  [Look, StoreFields],
);

export const Overview = graphql(`
  query Overview {
    business {
      id
      stores {
        id
        name
        today {
          date
          bills
          billsByMembers
          joined
          pointsEarned
          amount {
            minorUnits
            currency
          }
          byHour {
            hour
            bills
          }
        }
      }
    }
    purchases(first: 8) {
      edges {
        node {
          id
          amount {
            minorUnits
            currency
          }
          pointsEarned
          occurredAt
          store {
            id
            name
          }
          customer {
            id
            name
            phone
          }
        }
      }
    }
  }
`);
