/** Signing in and out: the calls that make and end a session. */
import { read, sessions, SignedIn, type Problem } from './auth';
import { graphql, type FragmentOf } from './graphql';
import { call } from './http';
import type { SessionName } from './session';
import { dropSnapshots } from './snapshot';

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
