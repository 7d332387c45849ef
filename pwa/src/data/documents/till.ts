/** What the till shows: who sells where, today's bills, and each bill. */
import { graphql } from '$data/graphql';

export const Bill = graphql(`
  fragment Bill on Purchase @_unmask {
    id
    billNumber
    amount {
      minorUnits
      currency
    }
    returned {
      minorUnits
      currency
    }
    pointsEarned
    pointsTakenBack
    pointsPaid
    pointsPaidValue {
      minorUnits
      currency
    }
    eligible {
      minorUnits
      currency
    }
    status
    occurredAt
    voidableUntil
    isKeptElsewhere
    staffName
    customer {
      id
      name
      phone
    }
  }
`);

export const Buyer = graphql(`
  fragment Buyer on Customer @_unmask {
    id
    number
    name
    phone
    isPhoneVerified
    balance
    spendable
    visits
    lastVisitAt
    birthday {
      month
      day
    }
    notes {
      id
      text
      isPinned
    }
  }
`);

const Today = graphql(`
  fragment Today on StoreDay @_unmask {
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
`);

export const Till = graphql(`
  query Till {
    viewer {
      permissions
      staff {
        id
        name
        hasPin
        role {
          id
          name
        }
        business {
          id
          name
          brand {
            name
            stockColor
            foilColor
            motif
            initials
            logoUrl
          }
          program {
            id
            pointsName
            currency
            region
            timeZone
          }
          stores {
            id
            name
            code
            city
            isActive
          }
        }
      }
    }
  }
`);

export const Colleagues = graphql(`
  query Colleagues {
    tillStaff {
      staffId
      name
    }
  }
`);

export const StoreToday = graphql(
  `
    query StoreToday($storeId: ID!) {
      store(id: $storeId) {
        id
        today {
          ...Today
        }
      }
      purchases(storeId: $storeId, first: 1) {
        edges {
          node {
            ...Bill
          }
        }
      }
    }
  `,
  [Today, Bill],
);

export const StoreActivity = graphql(
  `
    subscription StoreActivity($storeId: ID!) {
      storeActivity(storeId: $storeId) {
        store {
          id
          today {
            ...Today
          }
        }
        latest {
          ...Bill
        }
      }
    }
  `,
  [Today, Bill],
);

export const Bills = graphql(
  `
    query Bills($storeId: ID!, $search: String, $after: String) {
      purchases(storeId: $storeId, search: $search, first: 30, after: $after) {
        edges {
          cursor
          node {
            ...Bill
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [Bill],
);

export const BillDetail = graphql(
  `
    query BillDetail($id: ID!) {
      purchase(id: $id) {
        ...Bill
        store {
          id
          name
        }
        eligible {
          minorUnits
          currency
        }
        giftCard {
          minorUnits
          currency
        }
        pointsPaidValue {
          minorUnits
          currency
        }
        lines {
          seq
          name
          sku
          quantity
          amount {
            minorUnits
            currency
          }
          returned {
            minorUnits
            currency
          }
        }
        explanation {
          rule
          points
        }
        returns {
          id
          kind
          amount {
            minorUnits
            currency
          }
          pointsTakenBack
          pointsGivenBack
          reason
          occurredAt
        }
      }
    }
  `,
  [Bill],
);
