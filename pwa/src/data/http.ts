/** Plain GraphQL over HTTP: one question, one answer, signed by a session or by nobody. */
import type { DocumentDecoration } from 'gql.tada';
import type { Session } from './session';

/** An operation as `graphql()` makes it: text while running, typed by what it asks for and what it takes. */
export type Document<Data, Variables> = DocumentDecoration<Data, Variables>;

export interface Result<Data> {
  data?: Data;
  /** A `CallError` when the server answered; anything else when the line is to blame. */
  error?: unknown;
}

interface Body {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** The server answered, but not with all that was asked for. */
export class CallError extends Error {
  constructor(
    readonly code: string,
    message = code,
  ) {
    super(message);
  }
}

async function post(body: string, token: string | undefined): Promise<Body> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json',
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body,
  });
  if (response.status === 401) return { errors: [{ message: '', extensions: { code: UNAUTHENTICATED } }] };
  return response.json() as Promise<Body>;
}

const UNAUTHENTICATED = 'UNAUTHENTICATED';
const refused = ({ errors }: Body): boolean =>
  errors?.some(({ extensions }) => extensions?.code === UNAUTHENTICATED) ?? false;

/** Sends with the session's token: a refused one is renewed once, and the operation sent once more. */
async function signed(body: string, session: Session): Promise<Body> {
  const token = await session.accessToken();
  const answer = await post(body, token);
  if (!refused(answer)) return answer;
  const renewed = await session.renew(token);
  return renewed && renewed !== token ? post(body, renewed) : answer;
}

/** One operation. Never throws: an answer in part brings both its data and the error. */
export async function request<Data, Variables>(
  document: Document<Data, Variables>,
  variables: Variables,
  session?: Session,
): Promise<Result<Data>> {
  const body = JSON.stringify({ query: document, variables });
  try {
    const { data, errors } = await (session ? signed(body, session) : post(body, undefined));
    const [first] = errors ?? (data ? [] : [{ message: '', extensions: {} }]);
    const error = first && new CallError(first.extensions?.code ?? 'FAILED', first.message);
    return { data: (data as Data | null) ?? undefined, error };
  } catch (error) {
    return { error };
  }
}

/** The same for one who wants all or nothing. Throws when the net or the server fails. */
export async function call<Data, Variables>(
  ...given: Parameters<typeof request<Data, Variables>>
): Promise<Data> {
  const { data, error } = await request(...given);
  if (error || !data) throw error;
  return data;
}
