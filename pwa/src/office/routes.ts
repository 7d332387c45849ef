/** The office's screens by address; each is its own chunk. */
import type { Screens } from '$shell/routes';
import { createRoutes } from '$shell/routes';

export const officeRoutes = createRoutes({
  overview: '/office',
});

export const screens: Screens<typeof officeRoutes> = {
  overview: () => import('./Overview.svelte'),
};
