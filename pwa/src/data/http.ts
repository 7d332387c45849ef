/** Plain GraphQL over HTTP: the signed fetch that every client uses, and one-off calls without a session. */
import type { TypedDocumentNode } from '@urql/core';
import type { Session } from './session';

export const ENDPOINT = '/graphql';
export const ACCEPT = 'application/graphql-response+json, application/json';

function signed(init: RequestInit | undefined, token: string | undefined): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set('accept', ACCEPT);
  if (token) headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

interface Body {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
}

async function unauthenticated(response: Response): Promise<boolean> {
  if (response.status === 401) return true;
  const text = await response.clone().text();
  if (!text.includes('UNAUTHENTICATED')) return false;
  const { errors } = JSON.parse(text) as Body;
  return errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ?? false;
}

/** Fetch with the session's token: a refused one is renewed once, and the request sent once more. */
export function authFetch(session: Session): typeof fetch {
  return async (input, init) => {
    const token = await session.accessToken();
    const response = await fetch(input, signed(init, token));
    if (!(await unauthenticated(response))) return response;
    const renewed = await session.renew(token);
    return renewed && renewed !== token ? fetch(input, signed(init, renewed)) : response;
  };
}

/** One call without a client or a cache; `session` signs it. Throws when the net or the server fails. */
export async function call<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  session?: Session,
): Promise<Data> {
  const send = session
    ? authFetch(session)
    : (input: string, init: RequestInit) => fetch(input, signed(init, undefined));
  const response = await send(ENDPOINT, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: document, variables }),
  });
  const { data, errors } = (await response.json()) as Body;
  if (errors?.length || !data)
    throw new CallError(errors?.[0]?.extensions?.code ?? 'FAILED', errors?.[0]?.message);
  return data as Data;
}

/** The server answered, but not with data. */
export class CallError extends Error {
  constructor(
    readonly code: string,
    message = code,
  ) {
    super(message);
  }
}
