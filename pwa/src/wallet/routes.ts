/** The wallet's screens by address. */
import { createRoutes } from '$shell/routes';

export const walletRoutes = createRoutes({
  cards: '/',
  allRewards: '/rewards',
  card: '/cards/:id',
  useBy: '/cards/:id/use-by',
  rewards: '/cards/:id/rewards',
  gift: '/cards/:id/gift',
  claim: '/cards/:id/claim',
  household: '/cards/:id/household',
  joinHousehold: '/household/:program',
  voucher: '/cards/:id/vouchers/:voucherId',
  anyCode: '/code',
  code: '/code/:id',
  activity: '/activity',
  inbox: '/inbox',
  you: '/you',
  kids: '/you/kids',
  phone: '/you/phone',
  devices: '/you/devices',
  data: '/you/data',
  join: '/join/:id',
});
