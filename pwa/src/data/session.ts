/** A signed-in credential: a short access token in memory, a rotating refresh token on the device. */
import { db, type StoredSession } from './db';

/** A person may be a customer and staff at once; the two are separate sessions, side by side. */
export type SessionName = 'customer' | 'staff';

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Gives new tokens, or `undefined` when the refresh token is refused; throws when the net is away. */
type Refresh = (refreshToken: string) => Promise<Tokens | undefined>;

/** Renewed a little early, so that a request does not arrive with a token that has just died. */
const EARLY_MS = 20_000;

export class Session {
  #access: Pick<Tokens, 'accessToken' | 'expiresAt'> | undefined;
  #renewal: Promise<string | undefined> | undefined;
  #listeners = new Set<(stored: StoredSession | undefined) => void>();

  constructor(
    readonly name: SessionName,
    private readonly refresh: Refresh,
    private readonly now: () => number = Date.now,
  ) {}

  /** Who is signed in on this device; `undefined` when nobody is. Works without the net. */
  async stored(): Promise<StoredSession | undefined> {
    return (await db()).get('sessions', this.name);
  }

  onChange(listener: (stored: StoredSession | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start({ accessToken, refreshToken, expiresAt }: Tokens, who: string): Promise<void> {
    this.#access = { accessToken, expiresAt };
    await this.#store({ refreshToken, who });
  }

  /** Forgets the credential on this device. */
  async end(): Promise<void> {
    this.#access = undefined;
    await this.#store(undefined);
  }

  /** Whoever is signed in is known by this from now on. */
  async rename(who: string): Promise<void> {
    await this.#inTurn(async () => {
      const stored = await this.stored();
      if (stored) await this.#store({ ...stored, who });
    });
  }

  /** An access token that still lives, renewed when needed; `undefined` when nobody is signed in. */
  async accessToken(): Promise<string | undefined> {
    const fresh = this.#access && this.#access.expiresAt - EARLY_MS > this.now();
    return fresh ? this.#access?.accessToken : this.renew(this.#access?.accessToken);
  }

  /** Replaces a token that was refused. However many callers ask at once, the server is asked once. */
  renew(refused?: string): Promise<string | undefined> {
    const held = this.#access?.accessToken;
    if (refused && held && held !== refused) return Promise.resolve(held);
    this.#renewal ??= this.#renew().finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  /** Tabs take turns: each reads what the one before it has left. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return navigator.locks.request(`regulars.session.${this.name}`, work) as Promise<T>;
  }

  #renew(): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const stored = await this.stored();
      if (!stored) return undefined;
      const tokens = await this.refresh(stored.refreshToken);
      if (!tokens) {
        await this.end();
        return undefined;
      }
      await this.start(tokens, stored.who);
      return tokens.accessToken;
    });
  }

  async #store(stored: StoredSession | undefined): Promise<void> {
    const store = await db();
    await (stored ? store.put('sessions', stored, this.name) : store.delete('sessions', this.name));
    for (const listener of this.#listeners) listener(stored);
  }
}
