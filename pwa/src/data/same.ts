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
 * An older answer with the news in it; the very same when nothing in it has changed. `undefined` when it must be asked
 * anew: a list has other items, or something is there now of which nobody knows what the question wanted. What a page
 * holds depends on what was asked, so an object without an id that holds a list stays as it is.
 */
export function withNews<T>(held: T, news: News): T | undefined {
  const told = { news, isWhole: true };
  const next = renew(held, undefined, told);
  return told.isWhole ? (next as T) : undefined;
}

interface Told {
  news: News;
  /** Whether the news were enough to bring all of it up to date. */
  isWhole: boolean;
}

function renew(held: unknown, said: unknown, told: Told): unknown {
  if (said === null) return null;
  if (Array.isArray(held)) {
    if (Array.isArray(said) && !agrees(held, said)) told.isWhole = false;
    return sameOr(held, held.map((each) => renew(each, undefined, told)) as never);
  }
  if (!isThing(held)) {
    if (typeof said !== 'object') return said ?? held;
    return held === null ? taken(held, said, told) : held;
  }
  if (isThing(said) && said.id !== held.id && said.id && held.id) return taken(held, said, told);
  const fresh = held.id ? told.news.get(held.id) : isThing(said) && !holdsList(held) ? said : undefined;
  const next = Object.entries(held).map(([key, value]) => [key, renew(value, fresh?.[key], told)]);
  return sameOr(held, Object.fromEntries(next) as Thing);
}

/** What stands now where something else stood, in as many fields as that had. */
function taken(old: unknown, said: unknown, told: Told): unknown {
  if (said === null || (said !== undefined && typeof said !== 'object')) return said;
  if (!isThing(old) || !isThing(said)) {
    told.isWhole = false;
    return old;
  }
  const whole = (said.id ? told.news.get(said.id) : undefined) ?? said;
  return Object.fromEntries(Object.keys(old).map((key) => [key, taken(old[key], whole[key], told)]));
}

/** Whether two lists have the same items, as far as both speak of them. */
function agrees(one: unknown, other: unknown): boolean {
  if (Array.isArray(one))
    return (
      Array.isArray(other) && one.length === other.length && one.every((each, i) => agrees(each, other[i]))
    );
  if (!isThing(one)) return one === other;
  if (!isThing(other)) return false;
  if (one.id) return one.id === other.id;
  return Object.keys(one).every((key) => !(key in other) || agrees(one[key], other[key]));
}

const holdsList = (value: Thing): boolean => Object.values(value).some(Array.isArray);

/** Keeps the identity of what has not changed, so that nothing is drawn anew for it. */
function sameOr<T extends object>(held: T, next: T): T {
  return Object.entries(next).every(([key, value]) => value === held[key as keyof T]) ? held : next;
}
