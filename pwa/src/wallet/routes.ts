/** The wallet's screens by address; each is its own chunk. */
import type { Screens } from '$shell/routes';
import { createRoutes } from '$shell/routes';

export const walletRoutes = createRoutes({
  cards: '/',
  card: '/cards/:id',
  anyCode: '/code',
  code: '/code/:id',
  activity: '/activity',
  you: '/you',
  kids: '/you/kids',
  devices: '/you/devices',
  join: '/join/:id',
});

export const screens: Screens<typeof walletRoutes> = {
  cards: () => import('./home/Cards.svelte'),
  card: () => import('./card/CardScreen.svelte'),
  anyCode: () => import('./code/AnyCode.svelte'),
  code: () => import('./code/CodeScreen.svelte'),
  activity: () => import('./activity/ActivityScreen.svelte'),
  you: () => import('./you/You.svelte'),
  kids: () => import('./you/Kids.svelte'),
  devices: () => import('./you/Devices.svelte'),
  join: () => import('./you/Join.svelte'),
};
