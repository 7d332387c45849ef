/** Partners of a program: who takes part, who is invited on which terms, what points cost between them. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const Partner = graphql(`
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
