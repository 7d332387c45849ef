/** Which texts exist. A new file of texts needs one line here, and the same file in every language. */
import type en from './en';
import type audit from './en/audit';
import type birthdays from './en/birthdays';
import type card from './en/card';
import type coalition from './en/coalition';
import type customers from './en/customers';
import type claim from './en/claim';
import type earning from './en/earning';
import type erp from './en/erp';
import type errors from './en/errors';
import type exchange from './en/exchange';
import type mapping from './en/mapping';
import type family from './en/family';
import type fields from './en/fields';
import type inbox from './en/inbox';
import type marks from './en/marks';
import type merchant from './en/merchant';
import type office from './en/office';
import type points from './en/points';
import type people from './en/people';
import type program from './en/program';
import type reviews from './en/reviews';
import type redeem from './en/redeem';
import type rewards from './en/rewards';
import type sharing from './en/sharing';
import type staff from './en/staff';
import type stamps from './en/stamps';
import type steps from './en/steps';
import type tables from './en/tables';
import type tiers from './en/tiers';
import type useby from './en/useby';
import type vouchers from './en/vouchers';
import type wallet from './en/wallet';
import type you from './en/you';

export type Catalog = typeof en & {
  audit: typeof audit;
  birthdays: typeof birthdays;
  card: typeof card;
  coalition: typeof coalition;
  customers: typeof customers;
  claim: typeof claim;
  earning: typeof earning;
  erp: typeof erp;
  errors: typeof errors;
  exchange: typeof exchange;
  mapping: typeof mapping;
  family: typeof family;
  fields: typeof fields;
  inbox: typeof inbox;
  wallet: typeof wallet;
  marks: typeof marks;
  merchant: typeof merchant;
  office: typeof office;
  points: typeof points;
  people: typeof people;
  program: typeof program;
  reviews: typeof reviews;
  redeem: typeof redeem;
  rewards: typeof rewards;
  sharing: typeof sharing;
  staff: typeof staff;
  stamps: typeof stamps;
  steps: typeof steps;
  tables: typeof tables;
  tiers: typeof tiers;
  useby: typeof useby;
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
