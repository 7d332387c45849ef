/** What narrows the office's list: the filter as the server takes it, as fields are typed, and as words. */
import type { Customers } from '$data/documents/office-customers';
import type { FilterChoices } from '$data/documents/office-directory';
import type { ResultOf, VariablesOf } from '$data/graphql';
import { date, number, t } from '$i18n';
import { minor, text, whole } from '../typed';

export type Filter = NonNullable<VariablesOf<typeof Customers>['filter']>;
export type Sort = NonNullable<VariablesOf<typeof Customers>['sort']>;
export type Choices = ResultOf<typeof FilterChoices>;
export type Draft = Partial<Record<keyof Filter, string>>;

export const STANDINGS = ['ACTIVE', 'VIP', 'CHURNING', 'INACTIVE'] as const;
export const LIFECYCLES = ['NEW', 'REPEAT', 'LOYAL', 'VIP'] as const;
export const CHANNELS = ['PUSH', 'SMS', 'WHATSAPP', 'EMAIL'] as const;
export const SPANS = [7, 30, 60, 90, 180, 365] as const;
export const NUMBERS = ['minBalance', 'maxBalance', 'minVisits', 'maxVisits'] as const;
export const YES_NO = ['hasKids', 'hasEmail', 'hasVoucher'] as const;
export const DAYS = ['awayDays', 'seenDays', 'joinedDays'] as const;

const WHOLE = new Set<string>([...NUMBERS, ...DAYS, 'birthMonth']);
const TRUE = new Set<string>(YES_NO);

/** The filter as its fields show it. */
export function draftOf(filter: Filter, unit: number): Draft {
  const entries = Object.entries(filter).map(([key, value]) => {
    if (key === 'minSpentMinorUnits') return [key, text(Number(value) / unit)];
    return [key, typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value ?? '')];
  });
  return Object.fromEntries(entries) as Draft;
}

/** What was typed as the server takes it; empty fields do not narrow. */
export function filterOf(draft: Draft, unit: number): Filter {
  const filter: Record<string, string | number | boolean> = {};
  for (const [key, typed] of Object.entries(draft)) {
    const value = valueOf(key, typed, unit);
    if (value !== undefined) filter[key] = value;
  }
  return filter as Filter;
}

function valueOf(key: string, typed: string, unit: number): string | number | boolean | undefined {
  if (!typed.trim()) return undefined;
  if (TRUE.has(key)) return typed === 'yes';
  if (key === 'minSpentMinorUnits') return minor(typed, unit);
  return WHOLE.has(key) ? whole(typed) : typed;
}

export const monthName = (month: number): string =>
  date(new Date(2024, month - 1, 15).toISOString(), { month: 'long' });

/** One condition in words. */
export function told(key: keyof Filter, filter: Filter, choices: Choices | undefined, unit: number): string {
  const value = filter[key];
  const named = (list: readonly { id: string; name: string }[] | undefined) =>
    list?.find((each) => each.id === value)?.name ?? '…';
  const is = (name: string, shown: string) => t('customers.is', { name, value: shown });
  switch (key) {
    case 'standing':
      return t(`customers.standing${filter.standing ?? 'ACTIVE'}`);
    case 'lifecycle':
      return is(t('customers.lifecycle'), t(`customers.lifecycle${filter.lifecycle ?? 'NEW'}`));
    case 'status':
      return is(t('customers.status'), t(`customers.status${filter.status ?? 'ACTIVE'}`));
    case 'tagId':
      return is(t('customers.tag'), named(choices?.tags));
    case 'tierId':
      return is(t('customers.tier'), named(choices?.tierLadder?.tiers));
    case 'storeId':
      return is(t('customers.store'), named(choices?.business?.stores));
    case 'consent':
      return is(t('customers.consent'), t(`office.channel${filter.consent ?? 'SMS'}`));
    case 'hasKids':
    case 'hasEmail':
    case 'hasVoucher':
      return is(t(`customers.${key}`), value ? t('customers.yes') : t('customers.no'));
    case 'birthMonth':
      return is(t('customers.birthMonth'), monthName(Number(value)));
    case 'awayDays':
    case 'seenDays':
    case 'joinedDays':
      return is(t(`customers.${key}`), t('customers.days', { count: Number(value) }));
    case 'minBalance':
    case 'maxBalance':
    case 'minVisits':
    case 'maxVisits':
      return is(t(`customers.${key}`), number(Number(value)));
    default:
      return is(t('office.spent'), number(Number(value) / unit));
  }
}
