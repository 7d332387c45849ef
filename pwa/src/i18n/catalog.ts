/** Which texts exist. A new file of texts needs one line here, and the same file in every language. */
import type en from './en';
import type audit from './en/audit';
import type card from './en/card';
import type errors from './en/errors';
import type marks from './en/marks';
import type merchant from './en/merchant';
import type office from './en/office';
import type program from './en/program';
import type redeem from './en/redeem';
import type rewards from './en/rewards';
import type staff from './en/staff';
import type stamps from './en/stamps';
import type tiers from './en/tiers';
import type vouchers from './en/vouchers';
import type wallet from './en/wallet';
import type you from './en/you';

export type Catalog = typeof en & {
  audit: typeof audit;
  card: typeof card;
  errors: typeof errors;
  wallet: typeof wallet;
  marks: typeof marks;
  merchant: typeof merchant;
  office: typeof office;
  program: typeof program;
  redeem: typeof redeem;
  rewards: typeof rewards;
  staff: typeof staff;
  stamps: typeof stamps;
  tiers: typeof tiers;
  vouchers: typeof vouchers;
  you: typeof you;
};

export type Namespace = keyof Catalog;
export type Key = { [N in Namespace]: `${N}.${keyof Catalog[N] & string}` }[Namespace];
export type MessageOf<K extends Key> = K extends `${infer N extends Namespace}.${infer Rest}`
  ? Rest extends keyof Catalog[N]
    ? Catalog[N][Rest]
    : never
  : never;

export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', de: 'Deutsch' };
