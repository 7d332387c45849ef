/** What the till does: find or enrol a customer, record a sale, take it back. */
import { graphql } from '$data/graphql';
import { Bill, Buyer } from './till';

const Problem = graphql(`
  fragment TillProblem on UserError @_unmask {
    code
    message
    path
    params
  }
`);

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
          pointsPaid
          minPointsPayable
          maxPointsPayable
          pointsStep
          fromHousehold
          pointsValue {
            minorUnits
            currency
          }
          eligible {
            minorUnits
            currency
          }
          steps {
            rule
            points
          }
          stamps {
            name
            count
            stamps
            stampsNeeded
            cardsFilled
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

export const SetPin = graphql(`
  mutation SetPin($input: SetTillPinInput!) {
    setTillPin(input: $input) {
      staffMember {
        id
        hasPin
      }
      errors {
        code
        message
        path
        params
      }
    }
  }
`);
