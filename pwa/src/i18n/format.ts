/** Numbers, money and dates through Intl, in the language in use. Money is in the smallest unit. */
import { formatLocale } from './texts.svelte';

export interface Money {
  minorUnits: number;
  currency: string;
}

/** How many minor units make one unit of a currency, as a power of ten: EUR 2, JPY 0, KWD 3. */
export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

export const number = (value: number, options?: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(formatLocale(), options).format(value);

export const percent = (share: number, digits = 0): string =>
  number(share, { style: 'percent', maximumFractionDigits: digits });

function moneyFormat({ minorUnits, currency }: Money, whole: boolean): [Intl.NumberFormat, number] {
  const digits = minorDigits(currency);
  const round = whole && minorUnits % 10 ** digits === 0;
  const options: Intl.NumberFormatOptions = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' };
  if (round) options.maximumFractionDigits = options.minimumFractionDigits = 0;
  return [new Intl.NumberFormat(formatLocale(), options), minorUnits / 10 ** digits];
}

/** `€1,284.50`; whole amounts lose their zeros unless `exact`. */
export function money(amount: Money, exact = false): string {
  const [format, value] = moneyFormat(amount, !exact);
  return format.format(value);
}

/** Whole units alone, for figures that are looked at, not paid: `€1,285`. */
export function roundMoney({ minorUnits, currency }: Money): string {
  const unit = 10 ** minorDigits(currency);
  return money({ minorUnits: Math.round(minorUnits / unit) * unit, currency });
}

/** The same in pieces, so that the sign can be set smaller: [{sign: true, text: '₹'}, {text: '1,200'}]. */
export function moneyParts(amount: Money, exact = false): { sign: boolean; text: string }[] {
  const [format, value] = moneyFormat(amount, !exact);
  const pieces: { sign: boolean; text: string }[] = [];
  for (const { type, value: text } of format.formatToParts(value)) {
    const sign = type === 'currency';
    const last = pieces.at(-1);
    if (last && last.sign === sign) last.text += text;
    else pieces.push({ sign, text });
  }
  return pieces;
}

type When = string | number | Date;

export const date = (
  when: When,
  options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long' },
): string => new Intl.DateTimeFormat(formatLocale(), options).format(new Date(when));

export const time = (when: When): string => date(when, { hour: '2-digit', minute: '2-digit' });

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `15 minutes ago`, `in 3 days`, `now`. */
export function relativeTime(when: When, now: number = Date.now()): string {
  const seconds = Math.round((new Date(when).getTime() - now) / 1000);
  const format = new Intl.RelativeTimeFormat(formatLocale(), { numeric: 'auto' });
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? format.format(Math.trunc(seconds / step[1]), step[0]) : format.format(0, 'second');
}
