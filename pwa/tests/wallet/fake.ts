/** A client without a net: answers by the name of the operation, and lets a test push. */
import { vi } from 'vitest';

type Answer = (variables: Record<string, unknown>) => unknown;

const nameOf = (document: string): string =>
  /(?:query|mutation|subscription)\s+(\w+)/.exec(document)?.[1] ?? '';

export interface Result {
  data?: unknown;
  error?: unknown;
}

class Fake {
  answers: Record<string, Answer> = {};
  asked: { name: string; variables: Record<string, unknown> }[] = [];
  #listeners = new Map<string, Set<(result: Result) => void>>();

  reset(): void {
    this.answers = {};
    this.asked = [];
    this.#listeners.clear();
  }

  #result(document: string, variables: Record<string, unknown>): Result {
    const name = nameOf(document);
    this.asked.push({ name, variables });
    const data = this.answers[name]?.(variables);
    return data === undefined
      ? { error: { networkError: new Error('no line'), graphQLErrors: [] } }
      : { data, error: undefined };
  }

  #source(document: string, variables: Record<string, unknown>) {
    return {
      subscribe: (hear: (result: Result) => void) => {
        hear({ ...this.#result(document, variables) });
        return { unsubscribe: vi.fn() };
      },
      toPromise: async () => this.#result(document, variables),
    };
  }

  client = {
    query: (document: string, variables: Record<string, unknown>) => this.#source(document, variables),
    mutation: (document: string, variables: Record<string, unknown>) => this.#source(document, variables),
    subscription: (_document: string, variables: Record<string, unknown>) => ({
      subscribe: (hear: (result: Result) => void) => {
        const key = String(variables.cardId);
        this.asked.push({ name: 'CardChanged', variables });
        const all = this.#listeners.get(key) ?? new Set();
        this.#listeners.set(key, all.add(hear));
        return { unsubscribe: () => all.delete(hear) };
      },
    }),
  };
  live = { onReconnect: () => () => undefined };

  listens(cardId: string): boolean {
    return Boolean(this.#listeners.get(cardId)?.size);
  }

  push(card: { id: string }): void {
    for (const hear of this.#listeners.get(card.id) ?? []) hear({ data: { cardChanged: card } });
  }
}

export const fake = new Fake();
