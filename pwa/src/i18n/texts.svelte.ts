/** The dictionaries in use. The first ones come with the first load of a language, a face brings its own. */
import { untrack } from 'svelte';
import { LOCALES, type Key, type Locale, type MessageOf, type Namespace } from './catalog';
import type { Dictionary, Message, Params } from './types';

type File = { default: Dictionary };
type FirstFile = { default: Record<string, Dictionary> };

const first = import.meta.glob<FirstFile>('./*/index.ts');
const more = import.meta.glob<File>([
  './*/*.ts',
  '!./*/index.ts',
  '!./*/shell.ts',
  '!./*/ui.ts',
  '!./*/line.ts',
]);

let state = $state.raw<{ locale: Locale; texts: Record<string, Dictionary> }>({ locale: 'en', texts: {} });
const wanted = new Set<Namespace>();

const KEY = 'regulars.locale';

function preferred(): Locale {
  const said = [localStorage.getItem(KEY) ?? '', ...navigator.languages];
  const codes = said.map((tag) => tag.split('-')[0]);
  return (codes.find((code) => LOCALES.includes(code as Locale)) as Locale | undefined) ?? 'en';
}

async function load(locale: Locale): Promise<Record<string, Dictionary>> {
  const base = (await first[`./${locale}/index.ts`]?.())?.default ?? {};
  const parts = await Promise.all(
    [...wanted].map(
      async (name) => [name, (await more[`./${locale}/${name}.ts`]?.())?.default ?? {}] as const,
    ),
  );
  return { ...base, ...Object.fromEntries(parts) };
}

/** The language in use; reading it in a template keeps the template in step. */
export const locale = (): Locale => state.locale;

/**
 * The language with the device's region, such as `en-IN`: how numbers and dates are written. The region is
 * taken from the device only where it speaks the language in use.
 */
export const formatLocale = (): string =>
  navigator.languages.find((tag) => tag.split('-')[0] === state.locale) ?? state.locale;

/** Loads the first texts in the language that the reader chose, else the device's. */
export async function startI18n(): Promise<void> {
  await setLocale(preferred(), false);
}

/** Switches language, with every text that is in use; remembered on this device. */
export async function setLocale(next: Locale, remember = true): Promise<void> {
  const texts = await load(next);
  state = { locale: next, texts };
  document.documentElement.lang = next;
  if (remember) localStorage.setItem(KEY, next);
}

/** Loads the texts that a face or a component needs, in the present and in every later language. Nobody who asks is drawn anew for it. */
export async function useTexts(...names: Namespace[]): Promise<void> {
  const missing = names.filter((name) => !wanted.has(name));
  for (const name of missing) wanted.add(name);
  if (missing.length === 0) return;
  const now = untrack(() => state.locale);
  const parts = await Promise.all(
    missing.map(async (name) => [name, (await more[`./${now}/${name}.ts`]?.())?.default ?? {}] as const),
  );
  if (state.locale === now) state = { ...state, texts: { ...state.texts, ...Object.fromEntries(parts) } };
}

/** Code together with the texts that it shows. */
export async function withTexts<Module>(code: Promise<Module>, ...names: Namespace[]): Promise<Module> {
  const [module] = await Promise.all([code, useTexts(...names)]);
  return module;
}

type Values = Record<string, string | number>;

function fill(message: Message, locale: Locale, values: Values): string {
  const count = values.count;
  const form = typeof message === 'string' ? message : chosen(message, locale, Number(count ?? 0));
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'number'
      ? new Intl.NumberFormat(formatLocale()).format(value)
      : String(value ?? '');
  });
}

function chosen(message: Exclude<Message, string>, locale: Locale, count: number): string {
  return message[new Intl.PluralRules(locale).select(count)] ?? message.other;
}

/** The text of a key. `{name}` takes the value of that name; numbers are written as the reader writes them. */
export function t<K extends Key>(
  key: K,
  ...[values]: Record<never, never> extends Params<MessageOf<K>> ? [] : [Params<MessageOf<K>>]
): string {
  return lookUp(key, values as Values | undefined) ?? key;
}

/** The text of a key that is only known when running, such as an error's code; `undefined` when there is none. */
export function lookUp(key: string, values: Values = {}): string | undefined {
  const at = key.indexOf('.');
  const message = state.texts[key.slice(0, at)]?.[key.slice(at + 1)];
  return message === undefined ? undefined : fill(message, state.locale, values);
}
