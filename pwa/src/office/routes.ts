/** The office's screens by address; each is its own chunk. */
import type { Screens } from '$shell/routes';
import { createRoutes } from '$shell/routes';
import { withTexts } from '$i18n';
import { account } from '$shell/account';

export const officeRoutes = createRoutes({
  overview: '/office',
  customers: '/office/customers',
  runs: '/office/customers/runs',
  run: '/office/customers/runs/:id',
  bring: '/office/customers/import',
  customer: '/office/customers/:id',
  stores: '/office/stores',
  look: '/office/look',
  brands: '/office/brands',
  program: '/office/program',
  rules: '/office/rules',
  tiers: '/office/tiers',
  stamps: '/office/stamps',
  rewards: '/office/rewards',
  points: '/office/points',
  coalition: '/office/coalition',
  kids: '/office/kids',
  review: '/office/review',
  reviewRules: '/office/review/rules',
  orders: '/office/rewards/orders',
  vouchers: '/office/rewards/vouchers',
  codes: '/office/rewards/codes',
  team: '/office/team',
  keys: '/office/keys',
  log: '/office/log',
  account: '/office/account',
  more: '/office/more',
});

const customers = () =>
  withTexts(
    import('./customers/Customers.svelte'),
    'people',
    'tiers',
    'stamps',
    'rewards',
    'points',
    'customers',
    'vouchers',
  );

export const screens: Screens<typeof officeRoutes> = {
  overview: () => import('./Overview.svelte'),
  customers,
  customer: customers,
  runs: () => withTexts(import('./customers/bulk/Runs.svelte'), 'customers'),
  run: () => withTexts(import('./customers/bulk/RunPage.svelte'), 'customers'),
  bring: () => withTexts(import('./customers/bulk/Import.svelte'), 'customers'),
  stores: () => import('./business/Stores.svelte'),
  look: () => import('./business/LookPage.svelte'),
  brands: () => import('./business/Brands.svelte'),
  program: () => withTexts(import('./business/ProgramPage.svelte'), 'points', 'sharing'),
  rules: () => import('./business/Rules.svelte'),
  tiers: () => withTexts(import('./tiers/Tiers.svelte'), 'tiers', 'marks'),
  stamps: () => withTexts(import('./stamps/StampCards.svelte'), 'stamps', 'marks'),
  points: () => withTexts(import('./points/Points.svelte'), 'points', 'rewards'),
  coalition: () => withTexts(import('./coalition/Coalition.svelte'), 'coalition'),
  kids: () => withTexts(import('./kids/KidsPage.svelte'), 'birthdays'),
  review: () => withTexts(import('./review/Review.svelte'), 'reviews'),
  reviewRules: () => withTexts(import('./review/ReviewRules.svelte'), 'reviews'),
  rewards: () => withTexts(import('./rewards/Rewards.svelte'), 'rewards', 'vouchers'),
  orders: () => withTexts(import('./rewards/Orders.svelte'), 'rewards', 'vouchers'),
  vouchers: () => withTexts(import('./rewards/Vouchers.svelte'), 'rewards', 'vouchers'),
  codes: () => withTexts(import('./rewards/Codes.svelte'), 'rewards', 'vouchers'),
  team: () => import('./team/Team.svelte'),
  keys: () => import('./team/Keys.svelte'),
  log: () => import('./team/Log.svelte'),
  account,
  more: () => import('./More.svelte'),
};
