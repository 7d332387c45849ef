import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '$data/db';
import { graphql } from '$data/graphql';
import { request } from '$data/http';
import { Session, type Tokens } from '$data/session';

const MINUTE = 60_000;
const WHO = graphql(`
  query {
    viewer {
      permissions
    }
  }
`);
let now = 1_000_000;
const tokens = (n: number, minutes = 15): Tokens => ({
  accessToken: `access-${n}`,
  refreshToken: `refresh-${n}`,
  expiresAt: now + minutes * MINUTE,
});

beforeEach(async () => {
  now = 1_000_000;
  await (await db()).clear('sessions');
});

/** A server that rotates: each refresh token works once. */
function server(first = 1) {
  let n = first;
  const refresh = vi.fn(async (sent: string) => {
    if (sent !== `refresh-${n}`) return undefined;
    n += 1;
    return tokens(n);
  });
  return { refresh, session: new Session('customer', refresh, () => now) };
}

describe('a session', () => {
  test('gives the token it has while that lives', async () => {
    const { session, refresh } = server();
    await session.start(tokens(1), 'Ananya');
    expect(await session.accessToken()).toBe('access-1');
    expect(refresh).not.toHaveBeenCalled();
  });

  test('asks the server once, however many callers wait', async () => {
    const { session, refresh } = server();
    await session.start(tokens(1), 'Ananya');
    now += 15 * MINUTE;
    const given = await Promise.all(Array.from({ length: 20 }, () => session.accessToken()));
    expect(new Set(given)).toEqual(new Set(['access-2']));
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(await session.stored()).toEqual({ refreshToken: 'refresh-2', who: 'Ananya' });
  });

  test('is known by another number, and goes on', async () => {
    const { session } = server();
    await session.start(tokens(1), '+919822041763');
    await session.rename('+919822041764');
    expect(await session.stored()).toEqual({ refreshToken: 'refresh-1', who: '+919822041764' });
    expect(await session.accessToken()).toBe('access-1');
    await session.end();
    await session.rename('+919822041765');
    expect(await session.stored()).toBeUndefined();
  });

  test('renews a little before the end', async () => {
    const { session } = server();
    await session.start(tokens(1), 'Ananya');
    now += 15 * MINUTE - 10_000;
    expect(await session.accessToken()).toBe('access-2');
  });

  test('two tabs never send the same refresh token', async () => {
    const { session, refresh } = server();
    await session.start(tokens(1), 'Ananya');
    const other = new Session('customer', refresh, () => now);
    now += 15 * MINUTE;
    expect(await Promise.all([session.accessToken(), other.accessToken()])).toEqual(['access-2', 'access-3']);
    expect(refresh.mock.calls.flat()).toEqual(['refresh-1', 'refresh-2']);
  });

  test('a late refusal of an old token does not renew again', async () => {
    const { session, refresh } = server();
    await session.start(tokens(1), 'Ananya');
    await session.renew('access-1');
    expect(await session.renew('access-1')).toBe('access-2');
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  test('ends when the refresh token is refused, and says so', async () => {
    const { session } = server(7);
    await session.start(tokens(1), 'Ananya');
    const heard = vi.fn();
    session.onChange(heard);
    now += 15 * MINUTE;
    expect(await session.accessToken()).toBeUndefined();
    expect(await session.stored()).toBeUndefined();
    expect(heard.mock.calls).toEqual([[undefined]]);
  });

  test('survives a lost line', async () => {
    const refresh = vi.fn(() => Promise.reject(new TypeError('Failed to fetch')));
    const session = new Session('customer', refresh, () => now);
    await session.start(tokens(1), 'Ananya');
    now += 15 * MINUTE;
    await expect(session.accessToken()).rejects.toThrow('Failed to fetch');
    expect(await session.stored()).toEqual({ refreshToken: 'refresh-1', who: 'Ananya' });
  });

  test('of a customer and of staff stand side by side', async () => {
    const { session, refresh } = server();
    const staff = new Session('staff', refresh, () => now);
    await session.start(tokens(1), 'Ananya');
    await staff.start(tokens(5), 'aoife@finch.example');
    await session.end();
    expect(await staff.accessToken()).toBe('access-5');
    expect(await session.accessToken()).toBeUndefined();
  });
});

describe('a request', () => {
  const refused = { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };

  function answering(...bodies: { status?: number; body: unknown }[]) {
    const answers = [...bodies];
    const sent = vi.fn(async (_: RequestInfo | URL, _init?: RequestInit) => {
      const { status = 200, body } = answers.shift() ?? { body: {} };
      return new Response(JSON.stringify(body), { status });
    });
    vi.stubGlobal('fetch', sent);
    return {
      tokensSent: () => sent.mock.calls.map(([, init]) => new Headers(init?.headers).get('authorization')),
      sent,
    };
  }

  async function signedIn() {
    const { session, refresh } = server();
    await session.start(tokens(1), 'Ananya');
    return { send: () => request(WHO, {}, session), refresh };
  }

  test('carries the token and asks for plain answers', async () => {
    const { send } = await signedIn();
    const { tokensSent, sent } = answering({ body: { data: {} } });
    await send();
    expect(tokensSent()).toEqual(['Bearer access-1']);
    expect(new Headers(sent.mock.calls[0]?.[1]?.headers).get('accept')).toBe(
      'application/graphql-response+json, application/json',
    );
  });

  test.each([
    ['by status', { status: 401, body: {} }],
    ['by an error', { body: refused }],
  ])('that is refused %s is sent once more with a new token', async (_, answer) => {
    const { send } = await signedIn();
    const { tokensSent } = answering(answer, { body: { data: { ok: true } } });
    const answered = await send();
    expect(tokensSent()).toEqual(['Bearer access-1', 'Bearer access-2']);
    expect(answered).toEqual({ data: { ok: true }, error: undefined });
  });

  test('that is refused twice is not sent a third time', async () => {
    const { send, refresh } = await signedIn();
    const { tokensSent } = answering({ body: refused }, { body: refused }, { body: refused });
    await send();
    expect(tokensSent()).toHaveLength(2);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  test('whose data only speak of the word goes through', async () => {
    const { send } = await signedIn();
    const { tokensSent } = answering({ body: { data: { note: 'UNAUTHENTICATED' } } });
    await send();
    expect(tokensSent()).toHaveLength(1);
  });
});
