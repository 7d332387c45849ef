/** One card: its last transactions, who may write to its holder, and the code that stands for it. */
import { graphql, type ResultOf } from '../graphql';
import { TransactionFields } from './wallet';

export const RecentTransactions = graphql(
  `
    query WalletRecent($cardId: ID!) {
      card(id: $cardId) {
        id
        transactions(first: 5) {
          edges {
            node {
              ...WalletTransaction
            }
          }
        }
      }
    }
  `,
  [TransactionFields],
);

/** For the device's own copy: the same of every card in one go. */
export const AllRecent = graphql(
  `
    query WalletAllRecent {
      viewer {
        person {
          id
          cards {
            id
            transactions(first: 5) {
              edges {
                node {
                  ...WalletTransaction
                }
              }
            }
          }
        }
      }
    }
  `,
  [TransactionFields],
);

export const Consents = graphql(`
  query WalletConsents($cardId: ID!, $businessId: ID!) {
    card(id: $cardId) {
      id
      consents(businessId: $businessId) {
        channel
        isGranted
        recordedAt
      }
    }
  }
`);
export type Consent = NonNullable<ResultOf<typeof Consents>['card']>['consents'][number];

export const RecordConsent = graphql(`
  mutation WalletConsent($input: RecordConsentInput!) {
    recordConsent(input: $input) {
      consents {
        channel
        isGranted
        recordedAt
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

export const CertifyDevice = graphql(`
  mutation CertifyDevice($input: CertifyDeviceInput!) {
    certifyDevice(input: $input) {
      certificate {
        certificate
        expiresAt
        stepSeconds
        serverTime
        shortCode
        shortCodeExpiresAt
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
