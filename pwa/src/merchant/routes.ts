/** The till's screens by address; each is its own chunk. */
import type { Screens } from '$shell/routes';
import { createRoutes } from '$shell/routes';

export const merchantRoutes = createRoutes({
  home: '/till',
});

export const screens: Screens<typeof merchantRoutes> = {
  home: () => import('./Home.svelte'),
};
