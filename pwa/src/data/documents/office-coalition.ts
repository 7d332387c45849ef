/** What partners of a program owe each other, on which terms, and what points cost in the end. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

const Partner = graphql(`
  fragment CoalitionPartner on PublicBusiness @_unmask {
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
`);

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

export const Partners = graphql(
  `
    query Partners {
      business {
        id
        isProgramOwner
        program {
          id
          name
          currency
          participants {
            id
            role
            funding
            joinedAt
            business {
              ...CoalitionPartner
            }
          }
        }
      }
    }
  `,
  [Partner],
);

export const PartnerInvitations = graphql(`
  query PartnerInvitations {
    partnerInvitations(first: 50) {
      edges {
        node {
          id
          email
          state
          rate
          currency
          funding
          invitedAt
          expiresAt
          answeredAt
        }
      }
    }
  }
`);

export const InvitePartner = graphql(
  `
    mutation InvitePartner($input: InvitePartnerInput!) {
      invitePartner(input: $input) {
        link
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const WithdrawPartnerInvitation = graphql(
  `
    mutation WithdrawPartnerInvitation($input: WithdrawPartnerInvitationInput!) {
      withdrawPartnerInvitation(input: $input) {
        invitation {
          id
          state
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const LeaveProgram = graphql(
  `
    mutation LeaveProgram($input: LeaveProgramInput!) {
      leaveProgram(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const Rates = graphql(
  `
    query Rates {
      clearingRates(first: 50) {
        edges {
          node {
            id
            rate
            currency
            validFrom
            note
            setByName
            issuer {
              ...CoalitionPartner
            }
          }
        }
      }
      clearingPacks(first: 50) {
        edges {
          node {
            id
            points
            used
            left
            alertPoints
            boughtAt
            price {
              minorUnits
              currency
            }
            business {
              ...CoalitionPartner
            }
          }
        }
      }
    }
  `,
  [Partner],
);

export const SetRate = graphql(
  `
    mutation SetRate($input: SetClearingRateInput!) {
      setClearingRate(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const BuyPack = graphql(
  `
    mutation BuyPack($input: BuyClearingPackInput!) {
      buyClearingPack(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const ClosePeriod = graphql(
  `
    mutation ClosePeriod($input: SettlementPeriodInput!) {
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
    mutation MarkInvoiced($input: SettlementPeriodInput!) {
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
    mutation SetNetting($input: SetNettingInput!) {
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
