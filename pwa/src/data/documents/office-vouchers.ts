/** All vouchers of a business: what is to be handed over, which code is whose, and codes that were made together. */
import { graphql, type ResultOf } from '$data/graphql';
import { Refusal } from './office';
import { VoucherFields } from './office-rewards';

export const Vouchers = graphql(
  `
    query Vouchers($filter: VoucherFilter, $withCodes: Boolean!, $withNames: Boolean!, $after: String) {
      vouchers(filter: $filter, first: 30, after: $after) {
        edges {
          node {
            ...VoucherFields
            fulfilment
            code @include(if: $withCodes)
            customer @include(if: $withNames) {
              id
              name
              number
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [VoucherFields],
);
export type VoucherInfo = ResultOf<typeof Vouchers>['vouchers']['edges'][number]['node'];

export const SetFulfilment = graphql(
  `
    mutation SetFulfilment($input: SetFulfilmentInput!) {
      setFulfilment(input: $input) {
        voucher {
          id
          fulfilment
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const GiveVoucher = graphql(
  `
    mutation GiveVoucher($input: GiveVoucherInput!) {
      giveVoucher(input: $input) {
        voucher {
          id
          reward {
            id
            name
          }
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

const Batch = graphql(`
  fragment Batch on VoucherBatch @_unmask {
    id
    name
    isImported
    size
    used
    handedOut
    cancelled
    unused
    madeAt
    reward {
      id
      name
      kind
      pictureUrl
    }
  }
`);
export type BatchInfo = ResultOf<typeof Batch>;

export const Batches = graphql(
  `
    query Batches($after: String) {
      voucherBatches(first: 30, after: $after) {
        edges {
          node {
            ...Batch
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [Batch],
);

export const BatchCsv = graphql(`
  query BatchCsv($batchId: ID!) {
    voucherBatchCsv(batchId: $batchId)
  }
`);

export const CreateBatch = graphql(
  `
    mutation CreateBatch($input: CreateVoucherBatchInput!) {
      createVoucherBatch(input: $input) {
        batch {
          ...Batch
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Batch, Refusal],
);

export const CancelBatch = graphql(
  `
    mutation CancelBatch($input: CancelVoucherBatchInput!) {
      cancelVoucherBatch(input: $input) {
        cancelled
        batch {
          ...Batch
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Batch, Refusal],
);
