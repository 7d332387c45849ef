/** The sessions of this device, and how they are renewed. */
import { graphql, type FragmentOf, readFragment } from './graphql';
import { call } from './http';
import { Session, type SessionName, type Tokens } from './session';

export const SignedIn = graphql(`
  fragment SignedIn on SignInPayload {
    tokens {
      accessToken
      accessTokenExpiresAt
      refreshToken
    }
    errors {
      code
      message
      path
      params
    }
  }
`);

/** A refusal, as every payload's `errors` hold it. */
export interface Problem {
  code: string;
  message: string;
  path?: string[];
  params?: unknown;
}

interface Result {
  tokens?: Tokens;
  problems: Problem[];
}

/** What a payload holds, whichever way it came. */
export function read(payload: FragmentOf<typeof SignedIn>): Result {
  const { tokens, errors } = readFragment(SignedIn, payload);
  if (!tokens) return { problems: errors };
  const { accessToken, refreshToken, accessTokenExpiresAt } = tokens;
  return {
    tokens: { accessToken, refreshToken, expiresAt: Date.parse(accessTokenExpiresAt) },
    problems: errors,
  };
}

const RefreshSession = graphql(
  `
    mutation RefreshSession($input: RefreshSessionInput!) {
      refreshSession(input: $input) {
        ...SignedIn
      }
    }
  `,
  [SignedIn],
);

async function refresh(refreshToken: string): Promise<Tokens | undefined> {
  const { refreshSession } = await call(RefreshSession, { input: { refreshToken } });
  return read(refreshSession).tokens;
}

export const sessions: Record<SessionName, Session> = {
  customer: new Session('customer', refresh),
  staff: new Session('staff', refresh),
};
