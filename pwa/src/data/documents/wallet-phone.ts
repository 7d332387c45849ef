/** A new number for the signed-in customer, by two codes. */
import { graphql } from '../graphql';

export const RequestPhoneChange = graphql(`
  mutation WalletRequestPhoneChange($input: RequestPhoneChangeInput!) {
    requestPhoneChange(input: $input) {
      phone
      currentPhone
      retryAfterSeconds
      errors {
        code
        message
        path
        params
      }
    }
  }
`);

export const ChangePhone = graphql(`
  mutation WalletChangePhone($input: ChangePhoneInput!) {
    changePhone(input: $input) {
      person {
        id
        phone
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
