/** The code of the wallet's screens. The first one comes with the face, see opening.ts; each other one when it is opened. */
import { withTexts } from '$i18n';
import type { Screens } from '$shell/routes';
import type { walletRoutes } from './routes';

export const screens: Omit<Screens<typeof walletRoutes>, 'cards'> = {
  allRewards: () => withTexts(import('./rewards/AllRewards.svelte'), 'card', 'program'),
  card: () => withTexts(import('./card/CardScreen.svelte'), 'card', 'program'),
  rewards: () => withTexts(import('./rewards/RewardsScreen.svelte'), 'card', 'program'),
  voucher: () => withTexts(import('./rewards/VoucherScreen.svelte'), 'card', 'program'),
  anyCode: () => withTexts(import('./code/AnyCode.svelte'), 'card'),
  code: () => withTexts(import('./code/CodeScreen.svelte'), 'card'),
  activity: () => withTexts(import('./activity/ActivityScreen.svelte'), 'card'),
  you: () => withTexts(import('./you/You.svelte'), 'you'),
  kids: () => withTexts(import('./you/Kids.svelte'), 'you'),
  devices: () => withTexts(import('./you/Devices.svelte'), 'you'),
  join: () => withTexts(import('./you/Join.svelte'), 'you'),
};
