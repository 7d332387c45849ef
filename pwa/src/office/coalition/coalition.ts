/** Words and numbers of the coalition. */
import type { ResultOf } from '$data/graphql';
import type { Partners, Rates } from '$data/documents/office-coalition';
import type { Settlement, StatementOf } from '$data/documents/office-settlement';
import { minorDigits } from '$i18n/format';

type Answer = ResultOf<typeof Settlement>;
export type OpenSum = Answer['openClearing'][number];
export type PeriodInfo = Answer['settlementPeriods']['edges'][number]['node'];
export type PaymentInfo = PeriodInfo['payments'][number];
type StatementInfo = NonNullable<ResultOf<typeof StatementOf>['settlementStatement']>;
export type Line = StatementInfo['lines'][number];
export type PartnerInfo = NonNullable<
  ResultOf<typeof Partners>['business']
>['program']['participants'][number];
export type RateInfo = ResultOf<typeof Rates>['clearingRates']['edges'][number]['node'];
export type PackInfo = ResultOf<typeof Rates>['clearingPacks']['edges'][number]['node'];

/** Millionths of the smallest unit of an amount typed in whole units, such as `0.25`; undefined for what is none. */
export function microOf(typed: string, currency: string): number | undefined {
  const text = typed.trim().replace(',', '.');
  if (!/^\d{1,7}(\.\d{1,8})?$/.test(text)) return undefined;
  return Math.round(Number(text) * 10 ** minorDigits(currency) * 1_000_000);
}

/** A rate in whole units with as many digits as it has: minor units of one point. */
export function rateText(minor: number, currency: string, locale: string): string {
  const options = {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 6,
  } as const;
  return new Intl.NumberFormat(locale, options).format(minor / 10 ** minorDigits(currency));
}
