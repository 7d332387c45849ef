/** What the office shows of the business itself, and the acts that change it. */
import { graphql } from '$data/graphql';
import { Look, Refusal, StoreFields } from './office';

export const ProgramFields = graphql(`
  fragment ProgramFields on Program @_unmask {
    id
    name
    pointsName
    currency
    timeZone
    region
    isCoalition
    earnRate {
      points
      perAmount {
        minorUnits
        currency
      }
    }
    rounding
    pointValue
    expiryKind
    expiryMonths
    pendingKind
    pendingDays
    expiryReminderDays
    reinstateWithinDays
    shortfallPolicy
    reinstatementDays
    voidWindowSeconds
    limits {
      mode
      perTransaction
      perDay
      perWeek
      perMonth
      balance
      staffAwardsPerHour
      storePointsPerDay
    }
    version
  }
`);

export const JoinLink = graphql(`
  query JoinLink {
    joinLink
  }
`);

export const JoinPoster = graphql(`
  query JoinPoster {
    joinPosterPdf
  }
`);

export const BusinessSettings = graphql(
  `
    query BusinessSettings {
      business {
        id
        name
        contactName
        contactEmail
        version
        brand {
          ...Look
        }
        shopBrands {
          id
          isActive
          brand {
            ...Look
          }
        }
        stores {
          ...StoreFields
        }
        program {
          ...ProgramFields
          participants {
            id
            role
            business {
              id
              brand {
                ...Look
              }
            }
          }
        }
        earnRate {
          points
          perAmount {
            minorUnits
            currency
          }
        }
      }
    }
  `,
  [Look, StoreFields, ProgramFields],
);

export const UpdateBusiness = graphql(
  `
    mutation UpdateBusiness($input: UpdateBusinessInput!) {
      updateBusiness(input: $input) {
        business {
          id
          name
          contactName
          contactEmail
          version
          brand {
            ...Look
          }
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Look, Refusal],
);

export const UploadLogo = graphql(
  `
    mutation UploadLogo($input: UploadLogoInput!) {
      uploadLogo(input: $input) {
        business {
          id
          brand {
            ...Look
          }
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Look, Refusal],
);

export const CreateStore = graphql(
  `
    mutation CreateStore($input: CreateStoreInput!) {
      createStore(input: $input) {
        store {
          ...StoreFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [StoreFields, Refusal],
);

export const UpdateStore = graphql(
  `
    mutation UpdateStore($input: UpdateStoreInput!) {
      updateStore(input: $input) {
        store {
          ...StoreFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [StoreFields, Refusal],
);

export const UpdateProgram = graphql(
  `
    mutation UpdateProgram($input: UpdateProgramInput!) {
      updateProgram(input: $input) {
        program {
          ...ProgramFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ProgramFields, Refusal],
);
