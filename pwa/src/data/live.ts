/** Live updates: a socket, or a stream of events where sockets are blocked. Both are loaded when first needed. */
import type { Client as SocketClient } from 'graphql-ws';
import type { Session } from './session';

interface Operation {
  query: string;
  variables: Record<string, unknown>;
}

/** Hears each answer that is pushed. */
type Hear = (pushed: { data?: unknown }) => void;

/** The server closes a socket with this code when its token has expired. */
const TOKEN_EXPIRED = 4403;
const TRIES_BEFORE_STREAM = 2;
/** When the code of the line itself did not arrive. */
const RETRY_MS = 5_000;

export class Live {
  #socket: SocketClient | undefined;
  #connected = false;
  #failures = 0;
  #refused = false;
  #reconnected = new Set<() => void>();

  constructor(private readonly session: Session) {}

  /** Runs after the line was lost and found: what was pushed in between has to be fetched. */
  onReconnect(refetch: () => void): () => void {
    this.#reconnected.add(refetch);
    return () => this.#reconnected.delete(refetch);
  }

  /** Starts a subscription; the returned function ends it. */
  subscribe(operation: Operation, hear: Hear): () => void {
    let stop: (() => void) | undefined;
    let stopped = false;
    const open = async () => {
      const usable = !this.#blocked();
      const end = usable
        ? await this.#overSocket(operation, hear, restart)
        : await this.#overStream(operation, hear);
      if (stopped) end();
      else stop = end;
    };
    const restart = () => !stopped && void open().catch(() => setTimeout(restart, RETRY_MS));
    restart();
    return () => {
      stopped = true;
      stop?.();
    };
  }

  #missed(): void {
    for (const refetch of this.#reconnected) refetch();
  }

  close(): void {
    void this.#socket?.dispose();
    this.#socket = undefined;
  }

  #blocked(): boolean {
    return !this.#connected && this.#failures >= TRIES_BEFORE_STREAM;
  }

  async #authorization(): Promise<string> {
    const token = this.#refused ? await this.session.renew() : await this.session.accessToken();
    this.#refused = false;
    return token ? `Bearer ${token}` : '';
  }

  async #overSocket(operation: Operation, hear: Hear, restart: () => void): Promise<() => void> {
    const { createClient } = await import('graphql-ws');
    this.#socket ??= createClient({
      url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
      lazyCloseTimeout: 5_000,
      keepAlive: 20_000,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => !this.#blocked(),
      connectionParams: async () => ({ authorization: await this.#authorization() }),
      on: {
        connected: (_socket, _payload, again) => {
          this.#connected = true;
          if (again) this.#missed();
        },
        closed: (event) => {
          this.#refused = (event as CloseEvent).code === TOKEN_EXPIRED;
          if (!this.#connected && navigator.onLine) this.#failures += 1;
        },
      },
    });
    return this.#socket.subscribe(operation, {
      next: hear as (pushed: unknown) => void,
      error: () => this.#blocked() && restart(),
      complete: () => undefined,
    });
  }

  async #overStream(operation: Operation, hear: Hear): Promise<() => void> {
    const { createClient } = await import('graphql-sse');
    const client = createClient({
      url: '/graphql/stream',
      retryAttempts: Number.POSITIVE_INFINITY,
      headers: async () => ({ authorization: await this.#authorization() }),
      on: { connected: (again) => again && this.#missed() },
    });
    const end = client.subscribe(operation, {
      next: hear as (pushed: unknown) => void,
      error: () => undefined,
      complete: () => undefined,
    });
    return () => {
      end();
      client.dispose();
    };
  }
}
