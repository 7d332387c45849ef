/** A client without a net: answers by the name of the operation, and lets a test push. */

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
  #listeners = new Map<string, Set<(data: object) => void>>();

  reset(): void {
    this.answers = {};
    this.asked = [];
    this.#listeners.clear();
  }

  #result(document: unknown, variables: object): Result {
    const name = nameOf(document as string);
    this.asked.push({ name, variables: variables as Record<string, unknown> });
    const data = this.answers[name]?.(variables as Record<string, unknown>);
    return data === undefined ? { error: new Error('no line') } : { data };
  }

  client = {
    live: { onReconnect: () => () => undefined },
    ask: async (document: unknown, variables: object) => this.#result(document, variables),
    change: async (document: unknown, variables: object) => this.#result(document, variables),
    watch: (
      document: unknown,
      variables: object,
      _: string,
      hear: (result: Result, asking: boolean) => void,
    ) => {
      let ended = false;
      void this.client.ask(document, variables).then((result) => ended || hear(result, false));
      return () => (ended = true);
    },
    listen: (_document: unknown, variables: { cardId: string }, heard: (data: object) => void) => {
      this.asked.push({ name: 'CardChanged', variables });
      const all = this.#listeners.get(variables.cardId) ?? new Set();
      this.#listeners.set(variables.cardId, all.add(heard));
      return () => all.delete(heard);
    },
  };

  listens(cardId: string): boolean {
    return Boolean(this.#listeners.get(cardId)?.size);
  }

  push(card: { id: string }): void {
    for (const heard of this.#listeners.get(card.id) ?? []) heard({ cardChanged: card });
  }
}

export const fake = new Fake();
