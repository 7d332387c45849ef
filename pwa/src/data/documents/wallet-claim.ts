/** A bill that was made without a phone number, claimed for one's own card. */
import { graphql } from '../graphql';

export const ClaimBill = graphql(`
  mutation ClaimBill($input: ClaimBillInput!) {
    claimBill(input: $input) {
      points
      card {
        id
        balance
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
