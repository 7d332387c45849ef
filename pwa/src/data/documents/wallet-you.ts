/** The customer's own data: profile, kids, devices, and joining a shop. */
import { graphql, type ResultOf } from '../graphql';

const KidFields = graphql(`
  fragment WalletKid on Kid @_unmask {
    id
    firstName
    birthday {
      day
      month
      year
    }
    nextBirthday
    turns
    comingPresents {
      name
      onDay
      points
      rewardName
      business {
        id
        brand {
          name
        }
      }
    }
  }
`);
export type Kid = ResultOf<typeof KidFields>;

export const Kids = graphql(
  `
    query WalletKids {
      viewer {
        person {
          id
          kids {
            ...WalletKid
          }
          presents {
            id
            name
            birthday
            kidName
            points
            goodUntil
            card {
              id
            }
            voucher {
              id
              reward {
                id
                name
              }
            }
            business {
              id
              brand {
                name
              }
            }
          }
        }
      }
    }
  `,
  [KidFields],
);

export type Present = NonNullable<NonNullable<ResultOf<typeof Kids>['viewer']>['person']>['presents'][number];

export const AddKid = graphql(
  `
    mutation WalletAddKid($input: AddKidInput!) {
      addKid(input: $input) {
        kid {
          ...WalletKid
        }
        errors {
          code
          message
          path
          params
        }
      }
    }
  `,
  [KidFields],
);

export const UpdateKid = graphql(
  `
    mutation WalletUpdateKid($input: UpdateKidInput!) {
      updateKid(input: $input) {
        kid {
          ...WalletKid
        }
        errors {
          code
          message
          path
          params
        }
      }
    }
  `,
  [KidFields],
);

export const RemoveKid = graphql(`
  mutation WalletRemoveKid($input: RemoveKidInput!) {
    removeKid(input: $input) {
      kid {
        id
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

export const SeePresents = graphql(`
  mutation WalletSeePresents($input: SeePresentsInput!) {
    seePresents(input: $input) {
      seen
    }
  }
`);

export const Devices = graphql(`
  query WalletDevices {
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
export type Device = NonNullable<ResultOf<typeof Devices>['viewer']>['sessions'][number];

export const RevokeDevice = graphql(`
  mutation WalletRevokeDevice($input: RevokeSessionInput!) {
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

export const SignOutEverywhere = graphql(`
  mutation WalletSignOutEverywhere($input: SignOutInput!) {
    signOut(input: $input) {
      errors {
        code
        message
        path
        params
      }
    }
  }
`);

export const UpdateMe = graphql(`
  mutation WalletUpdateMe($input: UpdateMeInput!) {
    updateMe(input: $input) {
      person {
        id
        name
        language
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

export const Shop = graphql(`
  query WalletShop($id: ID!) {
    node(id: $id) {
      __typename
      ... on PublicBusiness {
        id
        brand {
          name
          stockColor
          foilColor
          motif
          initials
          logoUrl
        }
      }
    }
  }
`);

export const JoinProgram = graphql(`
  mutation WalletJoin($input: JoinProgramInput!) {
    joinProgram(input: $input) {
      card {
        id
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

const Leaving = graphql(`
  fragment WalletLeaving on Person @_unmask {
    id
    erasure {
      dueAt
    }
    export {
      state
      url
      expiresAt
    }
  }
`);

export const YourData = graphql(
  `
    query WalletYourData {
      viewer {
        person {
          ...WalletLeaving
          cards {
            id
            balance
            brand {
              name
            }
          }
        }
      }
    }
  `,
  [Leaving],
);

export const SetErasure = graphql(
  `
    mutation WalletSetErasure($input: SetErasureInput!) {
      setErasure(input: $input) {
        person {
          ...WalletLeaving
        }
        errors {
          code
          message
          path
          params
        }
      }
    }
  `,
  [Leaving],
);

export const RequestExport = graphql(
  `
    mutation WalletRequestExport($input: RequestExportInput!) {
      requestExport(input: $input) {
        person {
          ...WalletLeaving
        }
        errors {
          code
          message
          path
          params
        }
      }
    }
  `,
  [Leaving],
);
