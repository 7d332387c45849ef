import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { date, money, moneyParts, number, relativeTime, setLocale, t } from '$i18n';
import { LOCALES } from '$i18n/catalog';
import type errors from '$i18n/en/errors';
import type { graphql } from '$data/graphql';
import { lookUp } from '$i18n/texts.svelte';

type Dictionary = Record<string, string | Record<string, string>>;
const files = import.meta.glob<{ default: Dictionary }>('/src/i18n/*/*.ts', { eager: true });

const texts = (locale: string) =>
  Object.entries(files)
    .filter(([file]) => file.startsWith(`/src/i18n/${locale}/`) && !file.endsWith('/index.ts'))
    .map(([file, { default: dictionary }]) => [file.split('/').at(-1) as string, dictionary] as const);

const holes = (message: string | Record<string, string>) => {
  const all = Object.values(typeof message === 'string' ? [message] : message).join(' ');
  return [...new Set([...all.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();
};

describe.each(LOCALES.filter((locale) => locale !== 'en'))('%s', (locale) => {
  const translated = new Map(texts(locale));

  test.each(texts('en'))('says all of %s', (file, source) => {
    const target = translated.get(file);
    expect(Object.keys(target ?? {}).sort()).toEqual(Object.keys(source).sort());
  });

  test.each(texts('en'))('leaves the same places open in %s', (file, source) => {
    for (const [key, message] of Object.entries(source)) {
      expect([key, holes(translated.get(file)?.[key] ?? '')]).toEqual([key, holes(message)]);
    }
  });

  test.each(texts('en'))('has every plural form that it needs in %s', (file, source) => {
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(source)) {
      const own = translated.get(file)?.[key];
      if (typeof message !== 'string')
        expect([key, Object.keys(own ?? {})]).toEqual([key, expect.arrayContaining(forms)]);
    }
  });
});

test.each(texts('en'))('no text of %s shouts', (_, source) => {
  for (const message of Object.values(source)) expect(JSON.stringify(message)).not.toMatch(/[!…]/);
});

type ErrorCode = ReturnType<typeof graphql.scalar<'ErrorCode'>>;
test('every code of the contract has its sentence', () => {
  expectTypeOf<ErrorCode>().not.toBeNever();
  expectTypeOf<Exclude<ErrorCode, keyof typeof errors>>().toBeNever();
});

describe('a text', () => {
  afterEach(() => setLocale('en', false));

  test('takes its values', () =>
    expect(t('shell.codeSentTo', { phone: '+91 98220 41763' })).toBe('Sent to +91 98220 41763.'));
  test('chooses its plural', () => {
    expect([t('ui.points', { count: 1 }), t('ui.points', { count: 2 })]).toEqual(['point', 'points']);
  });
  test('changes with the language', async () => {
    await setLocale('de', false);
    expect(t('ui.close')).toBe('Schließen');
    expect(document.documentElement.lang).toBe('de');
  });
  test('that is unknown is said to be so', () => expect(lookUp('errors.UNHEARD_OF')).toBeUndefined());
});

describe('figures', () => {
  test('money loses the zeros of whole amounts', () => {
    expect(money({ minorUnits: 120_000, currency: 'EUR' })).toBe('€1,200');
    expect(money({ minorUnits: 128_450, currency: 'EUR' })).toBe('€1,284.50');
    expect(money({ minorUnits: 120_000, currency: 'EUR' }, true)).toBe('€1,200.00');
  });
  test('money knows currencies without and with three decimals', () => {
    expect(money({ minorUnits: 1200, currency: 'JPY' })).toBe('¥1,200');
    expect(money({ minorUnits: 1234, currency: 'KWD' })).toMatch(/KWD\s1\.234/);
  });
  test('money comes in pieces', () => {
    expect(moneyParts({ minorUnits: 120_000, currency: 'INR' })).toEqual([
      { sign: true, text: '₹' },
      { sign: false, text: '1,200' },
    ]);
  });
  test('numbers and days are written as here', () => {
    expect(number(12_480)).toBe('12,480');
    expect(date('2026-11-30T12:00:00Z')).toBe('November 30');
  });
  test.each([
    [-15 * 60_000, '15 minutes ago'],
    [3 * 86_400_000, 'in 3 days'],
    [-86_400_000, 'yesterday'],
    [-2_000, 'now'],
  ])('%d ms away is %s', (away, said) =>
    expect(relativeTime(1_000_000_000 + away, 1_000_000_000)).toBe(said),
  );
});
