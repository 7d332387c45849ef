/** A tier in words: what is missing to the next one, how long this one is kept, what each step asks and brings. */
import { money, number, percent, t } from '$i18n';
import type { Card, Standing, Transaction } from '$data/documents/wallet';
import type { Step } from '$data/documents/wallet-program';
import { calendarDay, unitOf } from '../words';

/** Further away than this, a number of visits says nothing. */
const MOST_VISITS = 12;

type Measure = Standing['measure'];

function sizeOf({ points, purchase }: Transaction, measure: Measure): number {
  if (measure === 'VISITS') return 1;
  return measure === 'SPEND' ? (purchase?.amount.minorUnits ?? 0) : points;
}

/** About how many visits like the last ones are missing; `undefined` where that cannot be said. */
export function visitsTo({ missing, measure }: Standing, recent: readonly Transaction[]): number | undefined {
  if (!missing || measure === 'VISITS') return undefined;
  const sizes = recent.filter(({ kind }) => kind === 'EARN').map((each) => sizeOf(each, measure));
  const counted = sizes.filter((size) => size > 0);
  if (!counted.length) return undefined;
  const usual = counted.reduce((sum, size) => sum + size, 0) / counted.length;
  const visits = Math.ceil(missing / usual);
  return visits <= MOST_VISITS ? visits : undefined;
}

/** What is missing, as short as it stands in the dial. */
export function missingFigure(card: Card, { missing, measure }: Standing): string {
  const count = missing ?? 0;
  return measure === 'SPEND' ? money({ minorUnits: count, currency: card.program.currency }) : number(count);
}

function missingWords(card: Card, { missing, measure, next }: Standing): string {
  const [count, name] = [missing ?? 0, next?.name ?? ''];
  if (measure === 'VISITS') return t('program.visitsTo', { count, name });
  if (measure === 'SPEND')
    return t('program.moneyTo', {
      money: money({ minorUnits: count, currency: card.program.currency }),
      name,
    });
  const unit = unitOf(card, count);
  const common = unit === t('ui.points', { count });
  return common ? t('program.pointsTo', { count, name }) : t('program.unitsTo', { count, unit, name });
}

/** `60 points missing to Gold, about one visit.` */
export function wayWords(card: Card, standing: Standing, recent: readonly Transaction[]): string {
  if (!standing.next) return t('program.top');
  const what = missingWords(card, standing);
  const visits = visitsTo(standing, recent);
  return visits ? t('program.aboutVisits', { what, count: visits }) : t('program.sentence', { what });
}

/** `You keep Silver until 31 December.`; `undefined` where nothing can be lost. */
export function keepWords({ tier, since, keepUntil }: Standing): string | undefined {
  if (!tier || !since) return undefined;
  if (!keepUntil) return t('program.keptForEver', { name: tier.name });
  return t('program.keptUntil', { name: tier.name, day: calendarDay(`${keepUntil}T12:00`) });
}

const COUNTS = {
  EARNED: 'program.countsEarned',
  SPEND: 'program.countsSpend',
  VISITS: 'program.countsVisits',
  BALANCE: 'program.countsBalance',
} as const satisfies Record<Measure, string>;

export const countsWords = (measure: Measure): string => t(COUNTS[measure]);

/** What a step asks for. */
export function thresholdWords({ threshold }: Step, measure: Measure, currency: string): string {
  if (!threshold) return t('program.fromStart');
  if (measure === 'SPEND')
    return t('program.fromMoney', { money: money({ minorUnits: threshold, currency }) });
  return t(measure === 'VISITS' ? 'program.fromVisits' : 'program.fromPoints', { count: threshold });
}

/** A multiplier as people say it: `Every purchase earns a quarter more`. */
export function multiplierWords(multiplier: number): string {
  if (multiplier === 1) return t('program.earnsUsual');
  if (multiplier === 1.25) return t('program.earnsQuarter');
  if (multiplier === 1.5) return t('program.earnsHalf');
  if (multiplier === 2) return t('program.earnsTwice');
  if (multiplier === 3) return t('program.earnsThrice');
  if (multiplier > 2) return t('program.earnsTimes', { factor: number(multiplier) });
  const share = percent(Math.abs(multiplier - 1), 2);
  return t(multiplier > 1 ? 'program.earnsMore' : 'program.earnsLess', { percent: share });
}
