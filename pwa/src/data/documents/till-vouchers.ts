/** Vouchers at the till: what a code is, and using it. */
import { graphql, type ResultOf } from '$data/graphql';

const VoucherFields = graphql(`
  fragment TillVoucher on Voucher @_unmask {
    id
    code
    kind
    state
    discountPercent
    isStackable
    balance {
      minorUnits
      currency
    }
    value {
      minorUnits
      currency
    }
    cashPrice {
      minorUnits
      currency
    }
    validUntil
    heldUntil
    fulfilment
    reward {
      id
      name
      description
      conditions {
        storeIds
        storeNames
      }
    }
    uses {
      id
      usedAt
      storeName
      amount {
        minorUnits
        currency
      }
    }
  }
`);
export type TillVoucher = ResultOf<typeof VoucherFields>;

export const VoucherByCode = graphql(
  `
    query TillVoucherByCode($code: String!) {
      voucherByCode(code: $code) {
        ...TillVoucher
        customer {
          id
          name
        }
      }
    }
  `,
  [VoucherFields],
);

export const UseVoucher = graphql(
  `
    mutation TillUseVoucher($input: UseVoucherInput!) {
      useVoucher(input: $input) {
        voucher {
          ...TillVoucher
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
  [VoucherFields],
);
