/** Queries, live queries and mutations as runes: the only way in which screens talk to the server. */
import type { AnyVariables, CombinedError, DocumentInput, RequestPolicy } from '@urql/core';
import { lookUp } from '$i18n/texts.svelte';
import type { SessionName } from './session';

/** The client and its cache come after the first screen: what the device keeps is shown without them. */
let loading: Promise<typeof import('./client')> | undefined;
const client = () =>
  (loading ??= import('./client').catch((problem: unknown) => {
    loading = undefined;
    throw problem;
  }));

export interface Asked<Data, Variables extends AnyVariables> {
  document: DocumentInput<Data, Variables>;
  variables: Variables;
  session?: SessionName;
  policy?: RequestPolicy;
  /** Nothing is fetched while true. */
  pause?: boolean;
}

export interface Answer<Data> {
  readonly data: Data | undefined;
  /** Why the last fetch failed, as a sentence in the reader's language. */
  readonly failure: string | undefined;
  readonly loading: boolean;
  refetch(): void;
}

function sentence(error: CombinedError | undefined): string | undefined {
  if (!error) return undefined;
  if (error.networkError) return lookUp('errors.NETWORK');
  const first = error.graphQLErrors[0];
  return lookUp(`errors.${String(first?.extensions.code)}`) ?? lookUp('errors.FAILED');
}

/** Starts work that needs the client; the returned function ends it, also when it has not begun yet. */
function whenLoaded(work: (loaded: Awaited<ReturnType<typeof client>>) => () => void): () => void {
  let end: (() => void) | undefined;
  let gone = false;
  void client().then((loaded) => {
    if (!gone) end = work(loaded);
  });
  return () => {
    gone = true;
    end?.();
  };
}

/** One question, one answer; `undefined` when it could not be had. */
export async function ask<Data, Variables extends AnyVariables>({
  document,
  variables,
  session = 'customer',
  policy = 'cache-first',
}: Omit<Asked<Data, Variables>, 'pause'>): Promise<Data | undefined> {
  const { clientFor } = await client();
  const { data } = await clientFor(session).query(document, variables, { requestPolicy: policy }).toPromise();
  return data;
}

/**
 * A query that follows its variables, the cache, and the line (it is fetched again when a lost line returns).
 * Call it while a component starts: `const cards = query(() => ({ document: Cards, variables: {} }))`.
 */
export function query<Data, Variables extends AnyVariables>(
  asked: () => Asked<Data, Variables>,
): Answer<Data> {
  let result = $state.raw<{ data?: Data; error?: CombinedError }>({});
  let loading = $state(true);
  let round = $state(0);
  $effect(() => {
    const { document, variables, session = 'customer', policy = 'cache-and-network', pause } = asked();
    if (pause) return;
    loading = true;
    const requestPolicy = round > 0 ? 'network-only' : policy;
    return whenLoaded(({ clientFor, liveFor }) => {
      const source = clientFor(session).query(document, variables, { requestPolicy });
      const { unsubscribe } = source.subscribe(({ data, error, stale }) => {
        result = { data: data ?? (error ? result.data : undefined), error };
        loading = stale;
      });
      const forget = liveFor(session).onReconnect(() => (round += 1));
      return () => {
        unsubscribe();
        forget();
      };
    });
  });
  return {
    get data() {
      return result.data;
    },
    get failure() {
      return sentence(result.error);
    },
    get loading() {
      return loading;
    },
    refetch: () => (round += 1),
  };
}

/** Listens for as long as the component lives. */
export function listen<Data, Variables extends AnyVariables>(
  asked: () => Omit<Asked<Data, Variables>, 'policy'>,
  heard: (data: Data) => void,
): void {
  $effect(() => {
    const { document, variables, session = 'customer', pause } = asked();
    if (pause) return;
    return whenLoaded(({ clientFor }) => {
      const source = clientFor(session).subscription(document, variables);
      return source.subscribe(({ data }) => data && heard(data)).unsubscribe;
    });
  });
}

/** What a mutation brought: its data, or why there is none. `offline` tells a lost line from a server's failure. */
export type Sent<Data> =
  | { data: Data; failure?: undefined; offline?: undefined }
  | { data?: undefined; failure: string; offline: boolean };

/** Sends a mutation. Refusals are inside the data (`errors`); `tell` in ./problems has their words. */
export async function send<Data, Variables extends AnyVariables>(
  document: DocumentInput<Data, Variables>,
  variables: Variables,
  session: SessionName = 'customer',
): Promise<Sent<Data>> {
  const { clientFor } = await client();
  const { data, error } = await clientFor(session).mutation(document, variables).toPromise();
  if (data && !error) return { data };
  return { failure: sentence(error) ?? '', offline: Boolean(error?.networkError) };
}
