/** Which code shows a screen: the first one comes with the face; the list of the others when one of them is opened, for it is long. */
import Cards from './home/Cards.svelte';
import { walletRoutes } from './routes';

type Name = (typeof walletRoutes.names)[number];

const codeOf = (name: Name) => async () =>
  name === 'cards' ? { default: Cards } : (await import('./screens')).screens[name]();

export const screens = Object.fromEntries(walletRoutes.names.map((name) => [name, codeOf(name)]));
