/** How the normalised cache tells objects apart: what has no id of its own lives inside its parent. */
import type { CacheExchangeOpts } from '@urql/exchange-graphcache';

const inside = () => null;

export const cacheConfig: CacheExchangeOpts = {
  keys: {
    Money: inside,
    PageInfo: inside,
    UserError: inside,
  },
};
