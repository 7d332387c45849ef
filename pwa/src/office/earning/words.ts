/** An earn rule in words: what it gives, when it holds, and whether it holds today. */
import { date as dateIn, money, number, roundMoney, t } from '$i18n';
import type { Tone } from '$ui/tones';
import { office } from '../office.svelte';
import { calendarDay, dayOf } from '../times';
import { WEEKDAYS, weekdayName } from '../weekdays';
import type { RuleInfo } from './rules';

interface Named {
  id: string;
  name: string;
}

/** What a rule names by id. */
export interface Names {
  stores: readonly Named[];
  categories: readonly Named[];
  brands: readonly Named[];
}

const list = (words: readonly string[]): string => words.join(', ');

export function effectOf(rule: RuleInfo): string {
  if (rule.kind === 'MULTIPLIER') return t('earning.timesPoints', { times: number(rule.multiplier ?? 1) });
  if (rule.kind === 'BONUS') return t('earning.bonusOf', { points: number(rule.bonusPoints ?? 0) });
  if (!rule.earnRate) return t('earning.ownRate');
  const { points, perAmount } = rule.earnRate;
  return t('earning.rate', {
    points: `${number(points)} ${t('ui.points', { count: points })}`,
    amount: money(perAmount),
  });
}

/** All that has to be so for a rule to hold, in the order of the form. */
export function conditionsOf(rule: RuleInfo, names: Names): string[] {
  const { conditions: on, startsAt, endsAt, capPoints } = rule;
  const minimum = on.minAmountMinorUnits;
  return [
    list(WEEKDAYS.filter((day) => on.weekdays.includes(day)).map(weekdayName)),
    hours(on.fromHour, on.toHour),
    startsAt &&
      Date.parse(startsAt) > Date.now() &&
      t('earning.startsOn', { day: calendarDay(dayOf(startsAt)) }),
    endsAt && t('earning.endsOn', { day: calendarDay(dayOf(endsAt, true)) }),
    named(on.storeIds, names.stores, (count) => t('earning.someStores', { count })),
    goods(on, names),
    minimum &&
      t('earning.fromBill', { amount: roundMoney({ minorUnits: minimum, currency: office.currency }) }),
    on.firstPurchase && t('earning.first'),
    ownBirthday(on),
    on.kidBirthday && t(`earning.kid${on.kidBirthday}`),
    kidAge(on.kidAgeFrom, on.kidAgeTo),
    capPoints && t('earning.atMost', { points: number(capPoints) }),
  ].filter((fact): fact is string => Boolean(fact));
}

/** Whether a rule holds today, in a word. */
export function stateOf(rule: RuleInfo): { tone: Tone; label: string } {
  const now = Date.now();
  if (!rule.isActive) return { tone: 'plain', label: t('earning.off') };
  if (rule.endsAt && Date.parse(rule.endsAt) <= now) return { tone: 'plain', label: t('earning.over') };
  if (rule.startsAt && Date.parse(rule.startsAt) > now) return { tone: 'info', label: t('earning.notYet') };
  return { tone: 'good', label: t('earning.on') };
}

type On = RuleInfo['conditions'];
const FEW = 2;

const namesOf = (ids: readonly string[], known: readonly Named[]): string[] =>
  ids.flatMap((id) => known.find((one) => one.id === id)?.name ?? []);

/** A few by their names, more by their number; what is gone has no name. */
function named(ids: readonly string[], known: readonly Named[], some: (count: number) => string): string {
  const words = namesOf(ids, known);
  return ids.length > FEW || words.length < ids.length ? some(ids.length) : list(words);
}

function goods({ categoryIds, brandIds, productIds }: On, names: Names): string {
  const chosen = productIds.length ? [t('earning.someGoods', { count: productIds.length })] : [];
  return list([...namesOf(categoryIds, names.categories), ...chosen, ...namesOf(brandIds, names.brands)]);
}

function hours(from: number | null, to: number | null): string {
  const clock = (hour: number) =>
    dateIn(Date.UTC(2026, 0, 5, hour % 24), { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  return from === null && to === null
    ? ''
    : t('earning.hours', { from: clock(from ?? 0), to: clock(to ?? 24) });
}

function ownBirthday({ birthday, birthdayMonth }: On): string {
  const span = birthday ?? (birthdayMonth ? 'MONTH' : null);
  return span ? t(`earning.own${span}`) : '';
}

function kidAge(from: number | null, to: number | null): string {
  if (from !== null && to !== null) return t('earning.kidAged', { from, to });
  if (from !== null) return t('earning.kidAtLeast', { from });
  return to === null ? '' : t('earning.kidAtMost', { to });
}
