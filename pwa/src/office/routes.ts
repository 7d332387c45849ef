/** The office's screens by address; each is its own chunk. */
import type { Screens } from '$shell/routes';
import { createRoutes } from '$shell/routes';
import { withTexts } from '$i18n';
import { account } from '$shell/account';

export const officeRoutes = createRoutes({
  overview: '/office',
  customers: '/office/customers',
  customer: '/office/customers/:id',
  stores: '/office/stores',
  look: '/office/look',
  brands: '/office/brands',
  program: '/office/program',
  rules: '/office/rules',
  tiers: '/office/tiers',
  stamps: '/office/stamps',
  rewards: '/office/rewards',
  team: '/office/team',
  keys: '/office/keys',
  log: '/office/log',
  account: '/office/account',
  more: '/office/more',
});

const customers = () =>
  withTexts(import('./customers/Customers.svelte'), 'people', 'tiers', 'stamps', 'rewards');

export const screens: Screens<typeof officeRoutes> = {
  overview: () => import('./Overview.svelte'),
  customers,
  customer: customers,
  stores: () => import('./business/Stores.svelte'),
  look: () => import('./business/LookPage.svelte'),
  brands: () => import('./business/Brands.svelte'),
  program: () => import('./business/ProgramPage.svelte'),
  rules: () => import('./business/Rules.svelte'),
  tiers: () => withTexts(import('./tiers/Tiers.svelte'), 'tiers', 'marks'),
  stamps: () => withTexts(import('./stamps/StampCards.svelte'), 'stamps', 'marks'),
  rewards: () => withTexts(import('./rewards/Rewards.svelte'), 'rewards'),
  team: () => import('./team/Team.svelte'),
  keys: () => import('./team/Keys.svelte'),
  log: () => import('./team/Log.svelte'),
  account,
  more: () => import('./More.svelte'),
};
