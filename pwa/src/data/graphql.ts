/** `graphql()` makes documents that are typed straight from ../schema.graphql; while running they are plain text. */
import type { initGraphQLTada, readFragment as ReadFragment } from 'gql.tada';
import type { introspection } from './graphql-env';

type Graphql = ReturnType<
  typeof initGraphQLTada<{
    introspection: introspection;
    scalars: {
      DateTime: string;
      Date: string;
      JSON: unknown;
      Points: number;
      PhoneNumber: string;
      IdempotencyKey: string;
    };
  }>
>;

/** What each document needs: its own text and that of its fragments, each once. `@_unmask` speaks to the types alone. */
const parts = new Map<string, readonly string[]>();

function compose(text: string, fragments: readonly string[] = []): string {
  const plain = text.replace(/ @_unmask\b/g, '');
  const all = [...new Set([plain, ...fragments.flatMap((fragment) => parts.get(fragment) ?? fragment)])];
  const whole = all.join('\n');
  parts.set(whole, all);
  return whole;
}

export const graphql = compose as unknown as Graphql;

/** Opens what a fragment keeps closed; only the types change. */
export const readFragment = ((...given: unknown[]) => given.at(-1)) as typeof ReadFragment;

export type { FragmentOf, ResultOf, VariablesOf } from 'gql.tada';
