/** Sentences about cards and transactions that more than one screen says. */
import { date, money, relativeTime, t, time } from '$i18n';
import type { Card } from '$data/documents/wallet';

const DAY = 86_400_000;

function dayNumber(when: Date): number {
  return Math.floor(Date.UTC(when.getFullYear(), when.getMonth(), when.getDate()) / DAY);
}

/** `Today, 18:26`, `Yesterday, 09:12`, `16 November`, `16 November 2024`. */
export function whenWas(iso: string, now: Date = new Date()): string {
  const when = new Date(iso);
  const days = dayNumber(now) - dayNumber(when);
  if (days === 0) return t('wallet.today', { time: time(when) });
  if (days === 1) return t('wallet.yesterday', { time: time(when) });
  return calendarDay(iso, now);
}

/** `12 December`, with the year when it is not the present one. */
export function calendarDay(iso: string, now: Date = new Date()): string {
  const when = new Date(iso);
  const sameYear = when.getFullYear() === now.getFullYear();
  return date(when, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** A moment's last day, as people count: what ends at midnight is good on the day before. */
export const lastDay = (end: string): string => calendarDay(new Date(Date.parse(end) - 1).toISOString());

/** `18:26 today, 15 minutes ago`. */
export function age(savedAt: number, now: number = Date.now()): string {
  const ago = relativeTime(savedAt, now);
  const when = new Date(savedAt);
  const today = dayNumber(new Date(now)) === dayNumber(when);
  return today
    ? t('wallet.ageToday', { time: time(when), ago })
    : t('wallet.ageBefore', { day: calendarDay(when.toISOString()), time: time(when) });
}

/** The shop's own word for points; the common one in the reader's language. */
export function unitOf(card: Pick<Card, 'pointsName'>, count: number): string {
  const common = card.pointsName.trim().toLowerCase();
  return common === 'points' || common === 'point' || !common ? t('ui.points', { count }) : card.pointsName;
}

/** Under the name: the tier, else what the points are worth, else whose card it is. */
export function lineOf(card: Card): string {
  if (card.tier?.tier) return card.tier.tier.name;
  if (card.program.isCoalition) return t('wallet.worksIn', { count: card.businesses.length });
  if (card.worth.minorUnits > 0) return t('wallet.worth', { money: money(card.worth) });
  return t('wallet.since', { month: date(card.joinedAt, { month: 'long', year: 'numeric' }) });
}
