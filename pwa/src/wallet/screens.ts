/** The code of the wallet's screens. The first one comes with the face, see opening.ts; each other one when it is opened. */
import { withTexts } from '$i18n';
import type { Screens } from '$shell/routes';
import type { walletRoutes } from './routes';

export const screens: Omit<Screens<typeof walletRoutes>, 'cards'> = {
  useBy: () => withTexts(import('./useby/UseByScreen.svelte'), 'useby'),
  allRewards: () => withTexts(import('./rewards/AllRewards.svelte'), 'card', 'program'),
  card: () => withTexts(import('./card/CardScreen.svelte'), 'card', 'program', 'family'),
  rewards: () => withTexts(import('./rewards/RewardsScreen.svelte'), 'card', 'program'),
  gift: () => withTexts(import('./family/GiftScreen.svelte'), 'family'),
  claim: () => withTexts(import('./claim/ClaimScreen.svelte'), 'claim'),
  household: () => withTexts(import('./family/HouseholdScreen.svelte'), 'family'),
  joinHousehold: () => withTexts(import('./family/JoinHousehold.svelte'), 'family'),
  voucher: () => withTexts(import('./rewards/VoucherScreen.svelte'), 'card', 'program'),
  anyCode: () => withTexts(import('./code/AnyCode.svelte'), 'card'),
  code: () => withTexts(import('./code/CodeScreen.svelte'), 'card'),
  activity: () => withTexts(import('./activity/ActivityScreen.svelte'), 'card'),
  inbox: () => withTexts(import('./inbox/InboxScreen.svelte'), 'inbox'),
  you: () => withTexts(import('./you/You.svelte'), 'you'),
  kids: () => withTexts(import('./you/Kids.svelte'), 'you'),
  phone: () => withTexts(import('./you/phone/PhoneScreen.svelte'), 'you'),
  devices: () => withTexts(import('./you/Devices.svelte'), 'you'),
  data: () => withTexts(import('./you/YourData.svelte'), 'you'),
  join: () => withTexts(import('./you/Join.svelte'), 'you'),
};
