/** Signing in and out: the calls that make, renew and end a session. */
import { graphql, type FragmentOf, readFragment } from './graphql';
import { call } from './http';
import { Session, type SessionName, type Tokens } from './session';
import { dropSnapshots } from './snapshot';

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

/** Keeps the tokens of a sign-in; `who` is shown while the net is away. Gives the refusals. */
export async function begin(
  name: SessionName,
  who: string,
  payload: FragmentOf<typeof SignedIn>,
): Promise<Problem[]> {
  const { tokens, problems } = read(payload);
  if (tokens) await sessions[name].start(tokens, who);
  return problems;
}

const RequestCode = graphql(`
  mutation RequestSignInCode($input: RequestSignInCodeInput!) {
    requestSignInCode(input: $input) {
      retryAfterSeconds
      errors {
        code
        message
        path
        params
      }
    }
  }
`);

/** Sends a one-time code to a phone (E.164); `wait` is how long until another may be asked for. */
export async function requestCode(
  phone: string,
  language: string,
): Promise<{ problems: Problem[]; wait: number }> {
  const { requestSignInCode: answer } = await call(RequestCode, { input: { phone, language } });
  return { problems: answer.errors, wait: answer.retryAfterSeconds ?? 0 };
}

const VerifyCode = graphql(
  `
    mutation VerifySignInCode($input: VerifySignInCodeInput!) {
      verifySignInCode(input: $input) {
        ...SignedIn
      }
    }
  `,
  [SignedIn],
);

export async function signInWithCode(phone: string, code: string): Promise<Problem[]> {
  const { verifySignInCode } = await call(VerifyCode, { input: { phone, code, deviceName: deviceName() } });
  return begin('customer', phone, verifySignInCode);
}

const SignOut = graphql(`
  mutation SignOut($input: SignOutInput!) {
    signOut(input: $input) {
      errors {
        code
      }
    }
  }
`);

/** Ends a session that was never kept on this device. */
export async function endSession(refreshToken: string): Promise<void> {
  await call(SignOut, { input: { refreshToken } }).catch(() => undefined);
}

/** Ends the session on the server when it can be reached, and on this device in any case. */
export async function signOut(name: SessionName, everywhere = false): Promise<void> {
  const session = sessions[name];
  await call(SignOut, { input: { everywhere } }, session).catch(() => undefined);
  await session.end();
  await dropSnapshots(`${name}:`);
}

const BROWSERS = /(Edg|OPR|Firefox|Chrome|Safari)\//;
const SYSTEMS = /(iPhone|iPad|Android|Windows|Mac OS|CrOS|Linux)/;

/** How this device is named in the list of sessions: `Chrome, Android`. */
export function deviceName(): string {
  const agent = navigator.userAgent;
  const found = [BROWSERS.exec(agent)?.[1], SYSTEMS.exec(agent)?.[1]].filter(Boolean);
  return found.join(', ') || 'Browser';
}
