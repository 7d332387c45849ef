/** The till's screens by address; each is its own chunk. */
import { withTexts } from '$i18n';
import type { Screens } from '$shell/routes';
import { createRoutes } from '$shell/routes';
import { account } from '$shell/account';

export const merchantRoutes = createRoutes({
  home: '/till',
  scan: '/till/scan',
  lookup: '/till/phone',
  sale: '/till/sale',
  voucher: '/till/voucher',
  done: '/till/done',
  bills: '/till/bills',
  bill: '/till/bills/:id',
  queue: '/till/queue',
  shift: '/till/shift',
  account: '/till/account',
});

export const screens: Screens<typeof merchantRoutes> = {
  home: () => import('./Home.svelte'),
  scan: () => import('./Scan.svelte'),
  lookup: () => import('./Lookup.svelte'),
  sale: () => import('./Sale.svelte'),
  voucher: () => withTexts(import('./Voucher.svelte'), 'redeem'),
  done: () => import('./Done.svelte'),
  bills: () => import('./Bills.svelte'),
  bill: () => import('./BillPage.svelte'),
  queue: () => import('./Queue.svelte'),
  shift: () => import('./Shift.svelte'),
  account,
};
