/** What the till asks and says. */
import { graphql } from '$data/graphql';

const Problem = graphql(`
  fragment TillProblem on UserError @_unmask {
    code
    message
    path
    params
  }
`);

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
    status
    occurredAt
    voidableUntil
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
    business {
      id
      staff {
        id
        name
        status
        hasPin
        role {
          id
          name
        }
      }
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

export const FindByPhone = graphql(
  `
    query FindByPhone($phone: String!) {
      customerByPhone(phone: $phone) {
        ...Buyer
      }
    }
  `,
  [Buyer],
);

export const FindByName = graphql(
  `
    query FindByName($search: String!) {
      customers(search: $search, first: 8) {
        edges {
          node {
            ...Buyer
          }
        }
      }
    }
  `,
  [Buyer],
);

export const Identify = graphql(
  `
    mutation Identify($input: IdentifyCustomerInput!) {
      identifyCustomer(input: $input) {
        identified {
          token
          expiresAt
          customer {
            ...Buyer
          }
        }
        errors {
          ...TillProblem
        }
      }
    }
  `,
  [Buyer, Problem],
);

export const Enrol = graphql(
  `
    mutation Enrol($input: EnrolCustomerInput!) {
      enrolCustomer(input: $input) {
        isNew
        customer {
          ...Buyer
        }
        errors {
          ...TillProblem
        }
      }
    }
  `,
  [Buyer, Problem],
);

export const PreviewSale = graphql(
  `
    query PreviewSale($input: PreviewPurchaseInput!) {
      previewPurchase(input: $input) {
        preview {
          points
          balanceBefore
          balanceAfter
          isCapped
          maxPointsPayable
          pointsValue {
            minorUnits
            currency
          }
          steps {
            rule
            points
          }
        }
        errors {
          ...TillProblem
        }
      }
    }
  `,
  [Problem],
);

export const RecordSale = graphql(
  `
    mutation RecordSale($input: RecordPurchaseInput!) {
      recordPurchase(input: $input) {
        isReplay
        purchase {
          ...Bill
        }
        customer {
          id
          name
          balance
        }
        errors {
          ...TillProblem
        }
      }
    }
  `,
  [Bill, Problem],
);

export const VoidSale = graphql(
  `
    mutation VoidSale($input: VoidPurchaseInput!) {
      voidPurchase(input: $input) {
        purchase {
          ...Bill
        }
        customer {
          id
          balance
        }
        errors {
          ...TillProblem
        }
      }
    }
  `,
  [Bill, Problem],
);

export const ReturnSale = graphql(
  `
    mutation ReturnSale($input: ReturnPurchaseInput!) {
      returnPurchase(input: $input) {
        purchaseReturn {
          id
          pointsTakenBack
          pointsGivenBack
          amount {
            minorUnits
            currency
          }
        }
        purchase {
          ...Bill
        }
        customer {
          id
          balance
        }
        errors {
          ...TillProblem
        }
      }
    }
  `,
  [Bill, Problem],
);

export const ProgramKeys = graphql(`
  query ProgramKeys {
    programKeys {
      keyId
      publicKey
    }
  }
`);
