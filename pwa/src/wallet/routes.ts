/** The wallet's screens by address; each is its own chunk. */
import type { Screens } from '$shell/routes';
import { createRoutes } from '$shell/routes';

export const walletRoutes = createRoutes({
  cards: '/',
});

export const screens: Screens<typeof walletRoutes> = {
  cards: () => import('./Cards.svelte'),
};
