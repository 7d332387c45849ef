/** A staff member's own sign-in: the password and the devices. */
import { graphql, type ResultOf } from '$data/graphql';

export const StaffDevices = graphql(`
  query StaffDevices {
    viewer {
      sessions {
        id
        face
        deviceName
        lastUsedAt
        isCurrent
      }
    }
  }
`);
export type Device = NonNullable<ResultOf<typeof StaffDevices>['viewer']>['sessions'][number];

export const EndStaffDevice = graphql(`
  mutation EndStaffDevice($input: RevokeSessionInput!) {
    revokeSession(input: $input) {
      errors {
        code
        message
        path
        params
      }
    }
  }
`);

export const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      errors {
        code
        message
        path
        params
      }
    }
  }
`);
