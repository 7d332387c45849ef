/** The PIN that switches people on a shared till. */
import { graphql } from '$data/graphql';

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
