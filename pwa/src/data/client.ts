/** One urql client with a normalised cache per session; a session that ends, or goes to somebody else, takes its cache along. */
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { cacheConfig } from './cache';
import { authFetch, ENDPOINT } from './http';
import { Live } from './live';
import { sessions } from './auth';
import type { SessionName } from './session';

interface Connection {
  client: Client;
  live: Live;
}

const open = new Map<SessionName, Connection>();

function connect(name: SessionName): Connection {
  const session = sessions[name];
  const live = new Live(session);
  const forwardSubscription = ({ query = '', variables }: { query?: string; variables?: object }) => ({
    subscribe: (sink: { next(value: never): void; error(problem: unknown): void; complete(): void }) => ({
      unsubscribe: live.subscribe({ query, variables: variables as Record<string, unknown> }, sink as never),
    }),
  });
  const client = new Client({
    url: ENDPOINT,
    preferGetMethod: false,
    fetch: authFetch(session),
    exchanges: [cacheExchange(cacheConfig), subscriptionExchange({ forwardSubscription }), fetchExchange],
  });
  let who: string | undefined;
  void session.stored().then((stored) => (who ??= stored?.who));
  session.onChange((stored) => {
    if (stored && stored.who === who) return;
    live.close();
    open.delete(name);
  });
  return { client, live };
}

function connection(name: SessionName): Connection {
  const found = open.get(name) ?? connect(name);
  open.set(name, found);
  return found;
}

export const clientFor = (name: SessionName): Client => connection(name).client;
export const liveFor = (name: SessionName): Live => connection(name).live;
