/** One object is one object everywhere: what an answer says of it replaces what older answers said. */

type Thing = Record<string, unknown>;
/** What is known of objects, by their id (ids are unique over all types). */
export type News = Map<unknown, Thing>;

const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything with an id that an answer speaks of. */
export function newsOf(value: unknown, news: News = new Map()): News {
  if (isThing(value) && value.id) news.set(value.id, { ...news.get(value.id), ...value });
  if (typeof value === 'object' && value) for (const each of Object.values(value)) newsOf(each, news);
  return news;
}

/**
 * An older answer with the news in it; the very same when nothing in it has changed. Lists keep their items, and an
 * object without an id that holds a list stays as it is: what is in a list depends on what was asked.
 */
export function withNews<T>(held: T, news: News): T {
  return renew(held, undefined, news) as T;
}

function renew(held: unknown, said: unknown, news: News): unknown {
  if (Array.isArray(held)) return sameOr(held, held.map((each) => renew(each, undefined, news)) as never);
  if (!isThing(held)) return said === undefined || typeof (said ?? 0) === 'object' ? held : said;
  if (said === null) return null;
  const fresh = held.id ? news.get(held.id) : isThing(said) && !holdsList(held) ? said : undefined;
  const next = Object.entries(held).map(([key, value]) => [key, renew(value, fresh?.[key], news)]);
  return sameOr(held, Object.fromEntries(next) as Thing);
}

const holdsList = (value: Thing): boolean => Object.values(value).some(Array.isArray);

/** Keeps the identity of what has not changed, so that nothing is drawn anew for it. */
function sameOr<T extends object>(held: T, next: T): T {
  return Object.entries(next).every(([key, value]) => value === held[key as keyof T]) ? held : next;
}
