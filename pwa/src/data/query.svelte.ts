/** Queries, live queries and mutations as runes: the only way in which screens talk to the server. */
import { lookUp } from '$i18n/texts.svelte';
import { clientFor, type Policy } from './client';
import { CallError, type Document, type Result } from './http';
import type { SessionName } from './session';

export interface Asked<Data, Variables> {
  document: Document<Data, Variables>;
  variables: Variables;
  session?: SessionName;
  policy?: Policy;
  /** Nothing is fetched while true. */
  pause?: boolean;
}

export interface Answer<Data> {
  readonly data: Data | undefined;
  /** Why the last fetch failed, as a sentence in the reader's language. */
  readonly failure: string | undefined;
  /** It failed because no server answered. */
  readonly lost: boolean;
  readonly loading: boolean;
  refetch(): void;
}

const isOffline = (error: unknown): boolean => error !== undefined && !(error instanceof CallError);

function sentence(error: unknown): string | undefined {
  if (isOffline(error)) return lookUp('ui.lost');
  return error instanceof CallError ? (lookUp(`errors.${error.code}`) ?? lookUp('ui.broken')) : undefined;
}

/** One question, one answer; `undefined` when it could not be had. */
export async function ask<Data, Variables>({
  document,
  variables,
  session = 'customer',
  policy = 'cache-first',
}: Omit<Asked<Data, Variables>, 'pause'>): Promise<Data | undefined> {
  return (await clientFor(session).ask(document, variables, policy)).data;
}

/**
 * A query that follows its variables, the cache, and the line (it is fetched again when a lost line returns).
 * Call it while a component starts: `const cards = query(() => ({ document: Cards, variables: {} }))`.
 */
export function query<Data, Variables>(asked: () => Asked<Data, Variables>): Answer<Data> {
  let result = $state.raw<Result<Data>>({});
  // Stays through a failure. No state: what is heard must not make the question new.
  let known: Data | undefined;
  let loading = $state(true);
  let round = $state(0);
  $effect(() => {
    const { document, variables, session = 'customer', policy = 'cache-and-network', pause } = asked();
    if (pause) return;
    loading = true;
    const client = clientFor(session);
    const forget = client.live.onReconnect(() => (round += 1));
    const end = client.watch(document, variables, round > 0 ? 'network-only' : policy, (told, asking) => {
      known = told.data ?? (told.error ? known : undefined);
      result = { data: known, error: told.error };
      loading = asking;
    });
    return () => {
      forget();
      end();
    };
  });
  return {
    get data() {
      return result.data;
    },
    get failure() {
      return sentence(result.error);
    },
    get lost() {
      return isOffline(result.error);
    },
    get loading() {
      return loading;
    },
    refetch: () => (round += 1),
  };
}

/** Listens for as long as the component lives. */
export function listen<Data, Variables>(
  asked: () => Omit<Asked<Data, Variables>, 'policy'>,
  heard: (data: Data) => void,
): void {
  $effect(() => {
    const { document, variables, session = 'customer', pause } = asked();
    if (pause) return;
    return clientFor(session).listen(document, variables, heard);
  });
}

/** What a mutation brought: its data, or why there is none. `offline` tells a lost line from a server's failure. */
export type Sent<Data> =
  | { data: Data; failure?: undefined; offline?: undefined }
  | { data?: undefined; failure: string; offline: boolean };

/** Sends a mutation. Refusals are inside the data (`errors`); `tell` in ./problems has their words. */
export async function send<Data, Variables>(
  document: Document<Data, Variables>,
  variables: Variables,
  session: SessionName = 'customer',
): Promise<Sent<Data>> {
  const { data, error } = await clientFor(session).change(document, variables);
  if (data && !error) return { data };
  return { failure: sentence(error) ?? '', offline: isOffline(error) };
}
