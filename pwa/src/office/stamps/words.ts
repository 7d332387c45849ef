/** A stamp card's rules in a line. */
import { roundMoney, t } from '$i18n';
import { calendarDay, dayOf } from '../times';
import type { DesignInfo } from './design';

export function factsOf(design: DesignInfo): string[] {
  const { earning, leastBill, maxPerDay, validDays, startsAt, endsAt, storeIds } = design;
  return [
    t(`stamps.earning${earning}`),
    leastBill && t('stamps.fromBill', { amount: roundMoney(leastBill) }),
    maxPerDay && t('stamps.atMost', { count: maxPerDay }),
    validDays && t('stamps.lives', { count: validDays }),
    storeIds.length && t('stamps.inStores', { count: storeIds.length }),
    startsAt &&
      Date.parse(startsAt) > Date.now() &&
      t('stamps.startsOn', { day: calendarDay(dayOf(startsAt)) }),
    endsAt && t('stamps.endsOn', { day: calendarDay(dayOf(endsAt, true)) }),
  ].filter((fact): fact is string => Boolean(fact));
}
