/** The wallet's screens by address. */
import { createRoutes } from '$shell/routes';

export const walletRoutes = createRoutes({
  cards: '/',
  allRewards: '/rewards',
  card: '/cards/:id',
  rewards: '/cards/:id/rewards',
  voucher: '/cards/:id/vouchers/:voucherId',
  anyCode: '/code',
  code: '/code/:id',
  activity: '/activity',
  you: '/you',
  kids: '/you/kids',
  devices: '/you/devices',
  join: '/join/:id',
});
