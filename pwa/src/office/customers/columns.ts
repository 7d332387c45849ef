/** Columns of the office's list: which there are, which are on show, what sorts by them. */
import type { ViewFields } from '$data/documents/office-directory';
import type { ResultOf } from '$data/graphql';
import { date, number, relativeTime, roundMoney, t } from '$i18n';
import { showPhone } from '$ui/phone-text';
import type { Sort } from './filters';
import type { CustomerInfo } from './pages.svelte';

export type ColumnName = ResultOf<typeof ViewFields>['columns'][number];

export const CHOOSABLE: readonly ColumnName[] = [
  'NAME',
  'STANDING',
  'LIFECYCLE',
  'TIER',
  'TAGS',
  'POINTS',
  'VISITS',
  'SPENT',
  'VISIT',
  'JOINED',
  'PHONE',
  'EMAIL',
  'CITY',
  'NUMBER',
];
export const USUAL: readonly ColumnName[] = [
  'NAME',
  'STANDING',
  'TAGS',
  'POINTS',
  'VISITS',
  'SPENT',
  'VISIT',
];

/** Pressed once: this order; pressed again: the other. */
export const SORTS: Partial<Record<ColumnName, readonly [Sort, Sort]>> = {
  NAME: ['NAME', 'NAME_FROM_END'],
  VISIT: ['LAST_VISIT', 'LONGEST_AWAY'],
  SPENT: ['SPENT', 'LEAST_SPENT'],
  POINTS: ['BALANCE', 'LEAST_BALANCE'],
  VISITS: ['VISITS', 'LEAST_VISITS'],
  JOINED: ['NEWEST', 'OLDEST'],
};

/** How the heading of a column stands to the order. */
export function sorted(name: ColumnName, sort: Sort): 'asc' | 'desc' | 'none' | undefined {
  const pair = SORTS[name];
  if (!pair) return undefined;
  if (!pair.includes(sort)) return 'none';
  return (sort === pair[0]) === (name === 'NAME') ? 'asc' : 'desc';
}

export function resorted(name: ColumnName, sort: Sort): Sort {
  const pair = SORTS[name];
  if (!pair) return sort;
  return sort === pair[0] ? pair[1] : pair[0];
}

export const NUMERIC: ReadonlySet<ColumnName> = new Set(['POINTS', 'VISITS', 'SPENT']);

/** A cell that is plain text. */
export function textOf(name: ColumnName, row: CustomerInfo): string {
  switch (name) {
    case 'POINTS':
      return number(row.balance);
    case 'VISITS':
      return number(row.visits);
    case 'SPENT':
      return roundMoney(row.spent);
    case 'VISIT':
      return row.lastVisitAt ? relativeTime(row.lastVisitAt) : t('office.never');
    case 'JOINED':
      return date(row.joinedAt, { dateStyle: 'medium' });
    case 'PHONE':
      return row.phone ? showPhone(row.phone) : '';
    case 'EMAIL':
      return row.email ?? '';
    case 'CITY':
      return row.city;
    case 'NUMBER':
      return row.number;
    case 'TIER':
      return row.tier?.tier?.name ?? '';
    case 'LIFECYCLE':
      return t(`customers.lifecycle${row.lifecycle}`);
    default:
      return '';
  }
}
