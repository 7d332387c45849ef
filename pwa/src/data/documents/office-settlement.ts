/** What partners owe each other, month by month, and what points cost in the end. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';
import { Partner } from './office-coalition';

const Statement = graphql(
  `
    fragment StatementSums on SettlementStatement @_unmask {
      id
      business {
        ...CoalitionPartner
      }
      net {
        minorUnits
        currency
      }
      closing {
        minorUnits
        currency
      }
    }
  `,
  [Partner],
);

const Period = graphql(
  `
    fragment PeriodFields on SettlementPeriod @_unmask {
      id
      number
      startsAt
      endsAt
      state
      netting
      statements {
        ...StatementSums
      }
      payments {
        id
        paidAt
        amount {
          minorUnits
          currency
        }
        payer {
          ...CoalitionPartner
        }
        payee {
          ...CoalitionPartner
        }
      }
    }
  `,
  [Partner, Statement],
);

export const Settlement = graphql(
  `
    query Settlement($after: String) {
      openClearing {
        postings
        points
        partner {
          ...CoalitionPartner
        }
        amount {
          minorUnits
          currency
        }
      }
      settlementPeriods(first: 12, after: $after) {
        edges {
          node {
            ...PeriodFields
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [Partner, Period],
);

export const StatementOf = graphql(
  `
    query StatementOf($id: ID!) {
      settlementStatement(id: $id) {
        ...StatementSums
        period {
          number
          startsAt
          endsAt
        }
        opening {
          minorUnits
          currency
        }
        owed {
          minorUnits
          currency
        }
        due {
          minorUnits
          currency
        }
        settled {
          minorUnits
          currency
        }
        lines {
          side
          kind
          postings
          points
          partner {
            ...CoalitionPartner
          }
          amount {
            minorUnits
            currency
          }
          redemptions(first: 50) {
            edges {
              node {
                id
                points
                rate
                storeName
                cardEndsWith
                occurredAt
                isLate
                amount {
                  minorUnits
                  currency
                }
              }
            }
            pageInfo {
              hasNextPage
            }
          }
        }
      }
    }
  `,
  [Partner, Statement],
);

export const StatementCsv = graphql(`
  query StatementCsv($id: ID!) {
    settlementStatementCsv(statementId: $id)
  }
`);

export const StatementPdf = graphql(`
  query StatementPdf($id: ID!) {
    settlementStatementPdf(statementId: $id)
  }
`);

export const ClosePeriod = graphql(
  `
    mutation ClosePeriod($input: CloseSettlementPeriodInput!) {
      closeSettlementPeriod(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const MarkInvoiced = graphql(
  `
    mutation MarkInvoiced($input: MarkSettlementInvoicedInput!) {
      markSettlementInvoiced(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const RecordPayment = graphql(
  `
    mutation RecordPayment($input: RecordSettlementPaymentInput!) {
      recordSettlementPayment(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const SetNetting = graphql(
  `
    mutation SetNetting($input: SetSettlementNettingInput!) {
      setSettlementNetting(input: $input) {
        period {
          id
          netting
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const Liability = graphql(`
  query Liability {
    liabilityReport {
      redemptionRate
      outstanding
      deferred {
        minorUnits
        currency
      }
      provision {
        minorUnits
        currency
      }
      months {
        month
        issued
        redeemed
        expired
        outstanding
        expected
        deferred {
          minorUnits
          currency
        }
      }
    }
  }
`);
