/** What happened to points, in words, and what they are worth. */
import { money, t } from '$i18n';
import type { Card, Transaction } from '$data/documents/wallet';

/** What some of a card's points are worth, as its whole balance says; `undefined` when it cannot be said. */
export function worthOf(card: Pick<Card, 'balance' | 'worth'>, points: number): string | undefined {
  if (card.balance <= 0 || card.worth.minorUnits <= 0) return undefined;
  const minorUnits = Math.floor((card.worth.minorUnits * points) / card.balance);
  return minorUnits > 0 ? money({ ...card.worth, minorUnits }) : undefined;
}

const TITLES = {
  EARN: 'card.kindEarn',
  REDEEM: 'card.kindRedeem',
  REVERSE_EARN: 'card.kindReturn',
  REVERSE_REDEEM: 'card.kindGivenBack',
  ADJUST: 'card.kindAdjust',
  EXPIRE: 'card.kindExpire',
  OPENING_BALANCE: 'card.kindOpening',
  TRANSFER: 'card.kindTransfer',
  RELEASE: 'card.kindRelease',
  REINSTATE: 'card.kindReinstate',
  MERGE: 'card.kindMerge',
  UNMERGE: 'card.kindUnmerge',
  FORFEIT: 'card.kindForfeit',
} as const satisfies Record<Transaction['kind'], string>;

const WITH = {
  GIFT_SENT: 'card.giftTo',
  GIFT_RECEIVED: 'card.giftFrom',
  GIFT_RETURNED: 'card.giftBack',
  HOUSEHOLD_PAID: 'card.spentBy',
  HOUSEHOLD_HELPED: 'card.helpedBy',
} as const satisfies Record<NonNullable<Transaction['movedWith']>['kind'], string>;

/** What it was: `Bill of ₹1,200`, `Returned from a bill of ₹240`, or the shop's own words. */
export function titleOf({ kind, purchase, reason, movedWith }: Transaction): string {
  if (movedWith) return t(WITH[movedWith.kind], { name: movedWith.name });
  const sum = purchase && money(purchase.amount);
  if (kind === 'EARN' && sum) return t('card.billOf', { money: sum });
  if (kind === 'REVERSE_EARN' && sum) return t('card.returnedFrom', { money: sum });
  const own = kind === 'ADJUST' || kind === 'REDEEM' || kind === 'EARN';
  return own && reason ? reason : t(TITLES[kind]);
}
