/** Points from hand to hand: gifts, and a household that spends together. */
import { graphql, type ResultOf } from '../graphql';

const Problem = graphql(`
  fragment FamilyProblem on UserError @_unmask {
    code
    message
    path
    params
  }
`);

const InvitationFields = graphql(`
  fragment FamilyInvitation on HouseholdInvitation @_unmask {
    id
    householdName
    inviter
    role
    code
    phone
    expiresAt
  }
`);
export type Invitation = ResultOf<typeof InvitationFields>;

const MemberFields = graphql(`
  fragment FamilyMember on HouseholdMember @_unmask {
    id
    name
    role
    isYou
    isPaused
    sharesPoints
    points
    maxPerDay
    maxPerWeek
    maxPerMonth
    spentToday
    spentThisWeek
    spentThisMonth
  }
`);
export type Member = ResultOf<typeof MemberFields>;

/** What a card's page says of gifts and the household. */
export const Together = graphql(
  `
    query WalletTogether($cardId: ID!) {
      card(id: $cardId) {
        id
        hasGifts
        hasHouseholds
        spendable
        household {
          id
          name
          points
        }
        householdInvitations {
          ...FamilyInvitation
        }
      }
    }
  `,
  [InvitationFields],
);

const CardFields = graphql(
  `
    fragment FamilyCard on Card @_unmask {
      id
      balance
      spendable
      hasHouseholds
      household {
        id
        name
        isGuardian
        points
        members {
          ...FamilyMember
        }
        invitations {
          ...FamilyInvitation
        }
        spendings(first: 30) {
          edges {
            node {
              id
              spender
              payer
              points
              givenBack
              reason
              occurredAt
            }
          }
        }
      }
      householdInvitations {
        ...FamilyInvitation
      }
    }
  `,
  [MemberFields, InvitationFields],
);
export type FamilyCard = ResultOf<typeof CardFields>;
export type HouseholdOf = NonNullable<FamilyCard['household']>;
export type Spending = HouseholdOf['spendings']['edges'][number]['node'];

export const HouseholdOfCard = graphql(
  `
    query WalletHousehold($cardId: ID!) {
      card(id: $cardId) {
        ...FamilyCard
      }
    }
  `,
  [CardFields],
);

export const CreateHousehold = graphql(
  `
    mutation WalletCreateHousehold($input: CreateHouseholdInput!) {
      createHousehold(input: $input) {
        card {
          ...FamilyCard
        }
        errors {
          ...FamilyProblem
        }
      }
    }
  `,
  [CardFields, Problem],
);

export const AnswerInvitation = graphql(
  `
    mutation WalletAnswerInvitation($input: AnswerHouseholdInvitationInput!) {
      answerHouseholdInvitation(input: $input) {
        card {
          ...FamilyCard
        }
        errors {
          ...FamilyProblem
        }
      }
    }
  `,
  [CardFields, Problem],
);

export const Invite = graphql(
  `
    mutation WalletInvite($input: InviteToHouseholdInput!) {
      inviteToHousehold(input: $input) {
        invitation {
          ...FamilyInvitation
        }
        card {
          ...FamilyCard
        }
        errors {
          ...FamilyProblem
        }
      }
    }
  `,
  [CardFields, InvitationFields, Problem],
);

export const WithdrawInvitation = graphql(
  `
    mutation WalletWithdrawInvitation($input: WithdrawHouseholdInvitationInput!) {
      withdrawHouseholdInvitation(input: $input) {
        card {
          ...FamilyCard
        }
        errors {
          ...FamilyProblem
        }
      }
    }
  `,
  [CardFields, Problem],
);

export const SetMember = graphql(
  `
    mutation WalletSetMember($input: SetHouseholdMemberInput!) {
      setHouseholdMember(input: $input) {
        card {
          ...FamilyCard
        }
        errors {
          ...FamilyProblem
        }
      }
    }
  `,
  [CardFields, Problem],
);

export const RemoveMember = graphql(
  `
    mutation WalletRemoveMember($input: RemoveHouseholdMemberInput!) {
      removeHouseholdMember(input: $input) {
        card {
          ...FamilyCard
        }
        errors {
          ...FamilyProblem
        }
      }
    }
  `,
  [CardFields, Problem],
);

export const Share = graphql(
  `
    mutation WalletShare($input: ShareWithHouseholdInput!) {
      shareWithHousehold(input: $input) {
        card {
          ...FamilyCard
        }
        errors {
          ...FamilyProblem
        }
      }
    }
  `,
  [CardFields, Problem],
);

export const Leave = graphql(
  `
    mutation WalletLeave($input: LeaveHouseholdInput!) {
      leaveHousehold(input: $input) {
        card {
          ...FamilyCard
        }
        errors {
          ...FamilyProblem
        }
      }
    }
  `,
  [CardFields, Problem],
);
