/** How staff come in: with a password, by an invitation, or with a business of their own. */
import { read, sessions, SignedIn, type Problem } from './auth';
import { graphql, type ResultOf, type VariablesOf } from './graphql';
import { call } from './http';
import { begin, deviceName, endSession } from './sign-in';

const SignInStaff = graphql(
  `
    mutation SignInStaff($input: SignInStaffInput!) {
      signInStaff(input: $input) {
        ...SignedIn
        viewer {
          staff {
            business {
              id
            }
          }
          workplaces {
            businessId
            role
            business {
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
      }
    }
  `,
  [SignedIn],
);

type Answer = ResultOf<typeof SignInStaff>['signInStaff'];
export type Workplace = NonNullable<Answer['viewer']>['workplaces'][number];

export interface Entrance {
  problems: Problem[];
  /** The businesses to choose from; fewer than two when there is nothing to choose. */
  places: readonly Workplace[];
  /** Goes in; another business than the one used last is asked for first. */
  enter(place?: Workplace): Promise<Problem[]>;
}

async function ask(email: string, password: string, businessId?: string): Promise<Answer> {
  const input = { email, password, businessId, deviceName: deviceName() };
  return (await call(SignInStaff, { input })).signInStaff;
}

/** Proves e-mail and password; nothing is kept before `enter`. */
export async function signInStaff(email: string, password: string): Promise<Entrance> {
  const answer = await ask(email, password);
  const here = answer.viewer?.staff?.business.id;
  const enter = async (place?: Workplace) => {
    if (!place || place.businessId === here) return begin('staff', email, answer);
    const { tokens } = read(answer);
    if (tokens) await endSession(tokens.refreshToken);
    return begin('staff', email, await ask(email, password, place.businessId));
  };
  return { problems: read(answer).problems, places: answer.viewer?.workplaces ?? [], enter };
}

const SwitchTillStaff = graphql(
  `
    mutation SwitchTillStaff($input: SwitchTillStaffInput!) {
      switchTillStaff(input: $input) {
        ...SignedIn
      }
    }
  `,
  [SignedIn],
);

/** Proves a colleague's PIN; `enter` hands the shared till to them. */
export async function switchStaff(
  staffId: string,
  pin: string,
  who: string,
): Promise<Pick<Entrance, 'problems' | 'enter'>> {
  const { switchTillStaff } = await call(SwitchTillStaff, { input: { staffId, pin } }, sessions.staff);
  return { problems: read(switchTillStaff).problems, enter: () => begin('staff', who, switchTillStaff) };
}

const RegisterBusiness = graphql(
  `
    mutation RegisterBusiness($input: RegisterBusinessInput!) {
      registerBusiness(input: $input) {
        ...SignedIn
      }
    }
  `,
  [SignedIn],
);

type NewBusiness = Omit<VariablesOf<typeof RegisterBusiness>['input'], 'deviceName'>;

/** Opens a business and signs its owner in. Gives the refusals. */
export async function registerBusiness(business: NewBusiness): Promise<Problem[]> {
  const input = { ...business, deviceName: deviceName() };
  return begin('staff', business.email, (await call(RegisterBusiness, { input })).registerBusiness);
}

const AcceptInvitation = graphql(
  `
    mutation AcceptInvitation($input: AcceptInvitationInput!) {
      acceptInvitation(input: $input) {
        ...SignedIn
        viewer {
          user {
            email
          }
        }
      }
    }
  `,
  [SignedIn],
);

const PartnerOfferOf = graphql(`
  query PartnerOfferOf($token: String!) {
    partnerOffer(token: $token) {
      offer {
        programName
        businessName
        email
        terms
        rate
        currency
        funding
      }
      errors {
        code
        message
        params
      }
    }
  }
`);

export type PartnerOffer = NonNullable<ResultOf<typeof PartnerOfferOf>['partnerOffer']['offer']>;

/** The terms behind an invitation to a program, or why there are none. */
export const partnerOffer = async (token: string) => (await call(PartnerOfferOf, { token })).partnerOffer;

const AcceptPartner = graphql(
  `
    mutation AcceptPartner($input: AcceptPartnerInvitationInput!) {
      acceptPartnerInvitation(input: $input) {
        ...SignedIn
      }
    }
  `,
  [SignedIn],
);

type NewPartner = Omit<VariablesOf<typeof AcceptPartner>['input'], 'deviceName'>;

/** Takes part in the program that the link invites to, and signs the owner in. Gives the refusals. */
export async function acceptPartner(email: string, partner: NewPartner): Promise<Problem[]> {
  const input = { ...partner, deviceName: deviceName() };
  return begin('staff', email, (await call(AcceptPartner, { input })).acceptPartnerInvitation);
}

const DeclinePartner = graphql(`
  mutation DeclinePartner($input: DeclinePartnerInvitationInput!) {
    declinePartnerInvitation(input: $input) {
      errors {
        code
        message
        path
        params
      }
    }
  }
`);

/** Says no to an invitation to a program. Gives the refusals. */
export const declinePartner = async (token: string): Promise<readonly Problem[]> =>
  (await call(DeclinePartner, { input: { token } })).declinePartnerInvitation.errors;

/** Joins the staff that the link invites to, and signs in. Gives the refusals. */
export async function acceptInvitation(token: string, name: string, password: string): Promise<Problem[]> {
  const input = { token, name, password, deviceName: deviceName() };
  const { acceptInvitation: answer } = await call(AcceptInvitation, { input });
  return begin('staff', answer.viewer?.user?.email ?? name, answer);
}
