/** One client per session: it keeps answers while the page lives; a session that goes to somebody else takes them along. */
import { sessions } from './auth';
import { request, type Document, type Result } from './http';
import { Live } from './live';
import { newsOf, withNews } from './same';
import type { Session, SessionName } from './session';

/** Whether a kept answer will do, is shown until the server's is here, or is not wanted. */
export type Policy = 'cache-first' | 'cache-and-network' | 'network-only';

type Hear<Data> = (result: Result<Data>, asking: boolean) => void;

interface Watch {
  question: string;
  /** Asks anew. */
  again: () => void;
}

/** A search asks something new with every word: what was asked long ago is forgotten. */
const MOST_ANSWERS = 60;

const questionOf = (document: unknown, variables: unknown): string =>
  `${document as string}${JSON.stringify(variables)}`;

export class Client {
  readonly live: Live;
  #kept = new Map<string, unknown>();
  #watching = new Map<Hear<never>, Watch>();

  constructor(private readonly session: Session) {
    this.live = new Live(session);
  }

  /** One question, one answer. */
  async ask<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
    policy: Policy,
    isAgain = false,
  ): Promise<Result<Data>> {
    const question = questionOf(document, variables);
    const kept = this.#kept.get(question) as Data | undefined;
    if (kept && policy === 'cache-first') return { data: kept };
    const result = await request(document, variables, this.session);
    if (result.data) this.#keep(question, result.data, isAgain);
    return result;
  }

  /** Tells the kept answer, then the server's, then every change of it; the returned function ends it. */
  watch<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
    policy: Policy,
    hear: Hear<Data>,
  ): () => void {
    const question = questionOf(document, variables);
    const kept = this.#kept.get(question) as Data | undefined;
    if (kept && policy === 'cache-and-network') hear({ data: kept }, true);
    let ended = false;
    void this.ask(document, variables, policy).then((result) => {
      if (ended) return;
      const again = () => void this.ask(document, variables, 'network-only', true);
      this.#watching.set(hear, { question, again });
      hear(result, false);
    });
    return () => {
      ended = true;
      this.#watching.delete(hear);
    };
  }

  /** Sends a mutation. */
  async change<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
  ): Promise<Result<Data>> {
    const result = await request(document, variables, this.session);
    this.#spread(result.data);
    return result;
  }

  /** Tells what is pushed; the returned function ends it. */
  listen<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
    heard: (data: Data) => void,
  ): () => void {
    const operation = { query: document as string, variables: variables as Record<string, unknown> };
    return this.live.subscribe(operation, ({ data }) => {
      if (!data) return;
      heard(data as Data);
      this.#spread(data);
    });
  }

  #keep(question: string, data: unknown, isAgain: boolean): void {
    this.#kept.delete(question);
    this.#spread(data, isAgain);
    this.#kept.set(question, data);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_ANSWERS) this.#kept.delete(oldest as string);
    this.#tell(question, data);
  }

  #tell(question: string, data: unknown): void {
    for (const [hear, watch] of this.#watching)
      if (watch.question === question) hear({ data: data as never }, false);
  }

  /**
   * Brings what an answer says of known objects into all that is kept, and to everybody who watches it. Where that
   * cannot be done, the answer is forgotten, and asked anew if somebody watches it; not for the sake of such an answer.
   */
  #spread(data: unknown, isAgain = false): void {
    const news = newsOf(data);
    for (const [question, held] of news.size ? [...this.#kept] : []) {
      const next = withNews(held, news);
      if (next === held) continue;
      if (next === undefined) {
        this.#kept.delete(question);
        if (!isAgain) [...this.#watching.values()].find((watch) => watch.question === question)?.again();
        continue;
      }
      this.#kept.set(question, next);
      this.#tell(question, next);
    }
  }
}

const open = new Map<SessionName, Client>();

function connect(name: SessionName): Client {
  const session = sessions[name];
  const client = new Client(session);
  let who: string | undefined;
  void session.stored().then((stored) => (who ??= stored?.who));
  const leave = session.onChange((stored) => {
    if (stored && stored.who === who) return;
    leave();
    client.live.close();
    open.delete(name);
  });
  return client;
}

/** The client of whoever is signed in now. */
export function clientFor(name: SessionName): Client {
  const client = open.get(name) ?? connect(name);
  open.set(name, client);
  return client;
}
