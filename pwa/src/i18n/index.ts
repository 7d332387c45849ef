/** Texts, numbers, money and dates in the reader's language. */
export { LOCALE_NAMES, LOCALES, type Key, type Locale, type Namespace } from './catalog';
export { date, money, moneyParts, number, percent, relativeTime, roundMoney, time } from './format';
export { formatLocale, locale, setLocale, startI18n, t, useTexts, withTexts } from './texts.svelte';
