/** Typed routes: `/c/:id` knows its `id`, and a `*rest` takes all that follows. */
import type { Component } from 'svelte';

type Names<P extends string> = P extends `${infer Head}/${infer Rest}`
  ? Names<Head> | Names<Rest>
  : P extends `:${infer Name}` | `*${infer Name}`
    ? Name
    : never;

type ParamsOf<P extends string> = { [K in Names<P>]: string };
export type Table = Record<string, `/${string}`>;
type Match<T extends Table> = { [K in keyof T]: { name: K; params: ParamsOf<T[K]> } }[keyof T];

function compile(pattern: string): (path: string) => Record<string, string> | undefined {
  const names: string[] = [];
  const source = pattern
    .split('/')
    .filter(Boolean)
    .map((part) => {
      if (part.startsWith(':')) return (names.push(part.slice(1)), '/([^/]+)');
      if (part.startsWith('*')) return (names.push(part.slice(1)), '(?:/(.*))?');
      return `/${part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')}`;
    })
    .join('');
  const regex = new RegExp(`^${source}/?$`);
  return (path) => {
    const found = regex.exec(path);
    return found
      ? Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')]))
      : undefined;
  };
}

interface Router<T extends Table> {
  /** Of all routes, in the table's order. */
  readonly names: readonly (keyof T & string)[];
  /** The first route, in the table's order, that fits the path. */
  match(path: string): Match<T> | undefined;
  /** The address of a route. */
  href<K extends keyof T & string>(
    name: K,
    ...params: Record<never, never> extends ParamsOf<T[K]> ? [] : [ParamsOf<T[K]>]
  ): string;
}

/** Makes a table of routes usable. A face has its own table; names are its own, paths are whole. */
export function createRoutes<const T extends Table>(table: T): Router<T> {
  const compiled = Object.entries(table).map(([name, pattern]) => [name, compile(pattern)] as const);
  return {
    names: Object.keys(table),
    match(path) {
      for (const [name, test] of compiled) {
        const params = test(path);
        if (params) return { name, params } as unknown as Match<T>;
      }
      return undefined;
    },
    href(name, ...rest) {
      const params = (rest[0] ?? {}) as Record<string, string>;
      const path = (table[name] as string).replace(/\/([:*])(\w+)/g, (_, kind: string, key: string) => {
        const value = params[key] ?? '';
        return `/${kind === ':' ? encodeURIComponent(value) : value}`;
      });
      return path;
    },
  };
}

/** The first fork: which face shows a path. */
export const shellRoutes = createRoutes({
  signIn: '/sign-in',
  staffSignIn: '/staff/sign-in',
  register: '/staff/register',
  invitation: '/invite/:token',
  partnerOffer: '/partner/:token',
  devUi: '/dev/ui',
  merchant: '/till/*rest',
  office: '/office/*rest',
  wallet: '/*rest',
});

/** The code of each screen of a face, loaded when its route is first shown; it is given the route's `params`. */
export type Screens<R> =
  R extends Router<infer T>
    ? { [K in keyof T]: () => Promise<{ default: Component<{ params: ParamsOf<T[K]> }> | Component }> }
    : never;
