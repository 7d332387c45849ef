/** Live updates: a socket, or a stream of events where sockets are blocked. Both are loaded when first needed. */
import type { Client as SocketClient } from 'graphql-ws';
import type { Session } from './session';

export interface Operation {
  query: string;
  variables?: Record<string, unknown>;
}

export interface Sink {
  next(value: unknown): void;
  error(problem: unknown): void;
  complete(): void;
}

/** The server closes a socket with this code when its token has expired. */
const TOKEN_EXPIRED = 4403;
const TRIES_BEFORE_STREAM = 2;

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
  subscribe(operation: Operation, sink: Sink): () => void {
    let stop: (() => void) | undefined;
    let stopped = false;
    const open = async () => {
      const usable = !this.#blocked();
      const end = usable
        ? await this.#overSocket(operation, sink, restart)
        : await this.#overStream(operation, sink);
      if (stopped) end();
      else stop = end;
    };
    const restart = () => !stopped && void open().catch((problem: unknown) => sink.error(problem));
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

  async #overSocket(operation: Operation, sink: Sink, restart: () => void): Promise<() => void> {
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
    return this.#socket.subscribe(
      { query: operation.query, variables: operation.variables },
      {
        next: (value) => sink.next(value),
        error: (problem) => (this.#blocked() ? restart() : sink.error(problem)),
        complete: () => sink.complete(),
      },
    );
  }

  async #overStream(operation: Operation, sink: Sink): Promise<() => void> {
    const { createClient } = await import('graphql-sse');
    const client = createClient({
      url: '/graphql/stream',
      retryAttempts: Number.POSITIVE_INFINITY,
      headers: async () => ({ authorization: await this.#authorization() }),
      on: { connected: (again) => again && this.#missed() },
    });
    const end = client.subscribe(
      { query: operation.query, variables: operation.variables },
      {
        next: (value) => sink.next(value),
        error: (problem) => sink.error(problem),
        complete: () => sink.complete(),
      },
    );
    return () => {
      end();
      client.dispose();
    };
  }
}
