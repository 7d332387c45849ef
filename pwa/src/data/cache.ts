/** How the normalised cache tells objects apart. */
import type { CacheExchangeOpts, KeyGenerator } from '@urql/exchange-graphcache';

const byId: KeyGenerator = ({ id }) => (typeof id === 'string' ? id : null);

/** One rule for every type: what has an id is known by it, what has none lives inside its parent. */
const everyType = new Proxy<Record<string, KeyGenerator>>({}, { get: () => byId });

export const cacheConfig: CacheExchangeOpts = { keys: everyType };
