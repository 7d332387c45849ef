/** Mappings as an editor holds them, and what a dry run made of rows. */
import type { DryRunErpMapping, ErpMappingOf, ErpTargets } from '$data/documents/office-erp-mapping';
import type { ResultOf, VariablesOf } from '$data/graphql';
import { date, money, t } from '$i18n';
import { lookUp } from '$i18n/texts.svelte';
import { showPhone } from '$ui/phone-text';
import { office } from '../office.svelte';

export type StreamMapping = Extract<
  NonNullable<ResultOf<typeof ErpMappingOf>['node']>,
  { __typename: 'ErpStream' }
>;
export type Operation = ResultOf<typeof ErpMappingOf>['erpOperations'][number];
export type Target = ResultOf<typeof ErpTargets>['erpTargets'][number];
export type KeptRow = NonNullable<StreamMapping['mapping']>['rows'][number];
export type DryRun = NonNullable<ResultOf<typeof DryRunErpMapping>['dryRunErpMapping']['dryRun']>;
export type DryRow = DryRun['rows'][number];
export type RowInput = VariablesOf<typeof DryRunErpMapping>['input']['rows'][number];
export type OnError = KeptRow['onError'];

export interface RowForm {
  /** Of this editor alone. */
  key: string;
  source: string;
  target: string;
  transformation: string;
  default: string;
  isRequired: boolean;
  onError: OnError;
}

let made = 0;

export const toRow = (kept: Partial<KeptRow>): RowForm => ({
  key: `row-${(made += 1)}`,
  source: kept.sourceField ?? '',
  target: kept.targetField ?? '',
  transformation: kept.transformation ?? '',
  default: kept.default ?? '',
  isRequired: kept.isRequired ?? false,
  onError: kept.onError ?? 'DEAD',
});

/** Rows without a field are not sent: they are not finished. */
export const toInput = (rows: readonly RowForm[]): RowInput[] =>
  rows
    .filter(({ target }) => target)
    .map(({ source, target, transformation, default: fallback, isRequired, onError }) => ({
      sourceField: source,
      targetField: target,
      transformation: transformation.trim(),
      default: fallback === '' ? null : fallback,
      isRequired,
      onError,
    }));

/** Needed fields that nothing fills. */
export const missing = (rows: readonly RowForm[], targets: readonly Target[]): Target[] =>
  targets.filter(({ name, isRequired }) => isRequired && !rows.some(({ target }) => target === name));

/** Fields that may still be added. */
export const free = (rows: readonly RowForm[], targets: readonly Target[]): Target[] =>
  targets.filter(({ name }) => !rows.some(({ target }) => target === name));

/** Columns that no row reads, neither as its source nor in its transformation. */
export const unused = (rows: readonly RowForm[], columns: readonly string[]): string[] =>
  columns.filter(
    (column) =>
      !rows.some(
        ({ source, transformation }) =>
          source === column || new RegExp(`\\b${column}\\b`).test(transformation),
      ),
  );

/** An operation at the end of a transformation, as its usage starts it. */
export const withOperation = (transformation: string, { name, usage }: Operation): string =>
  [transformation.trim(), usage.startsWith(`${name}(`) ? `${name}()` : name].filter(Boolean).join(' | ');

/** A field's name in words, such as `Phone number`. */
export const fieldName = (name: string): string => lookUp(`mapping.f_${name}`) ?? name.replaceAll('_', ' ');

/** What a field of a kind of rows is for. */
export const hintOf = (kind: string, { name, description }: Target): string =>
  lookUp(`fields.${kind}_${name}`) ?? lookUp(`fields.${name}`) ?? description;

/** What an operation does. */
export const stepText = ({ name, usage }: Operation): string => lookUp(`steps.${name}`) ?? usage;

/** Why a row could not be taken, by its code; else what the server said. */
export const codeText = (code: string, said: string): string =>
  lookUp(`mapping.code_${code}`) ?? lookUp(`errors.${code}`) ?? said;

/** Those that could not be taken first. */
export const deadFirst = (rows: readonly DryRow[]): DryRow[] => [
  ...rows.filter(({ result }) => result === null),
  ...rows.filter(({ result }) => result !== null),
];

/** A cell as text. */
export function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

export const cellsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** A value that came of a row as people write it: amounts, times and phones by the field's name. */
export function valueText(name: string, value: unknown): string {
  if (typeof value === 'number' && name.endsWith('_minor'))
    return money({ minorUnits: value, currency: office.currency }, true);
  if (typeof value === 'string' && name.endsWith('_at'))
    return date(value, { dateStyle: 'medium', timeStyle: 'short', timeZone: office.timeZone });
  return typeof value === 'string' && name === 'phone' ? showPhone(value) : cellText(value);
}

/** What tells most of a row, in this order. */
const TELLING = [
  'number',
  'name',
  'customer_name',
  'amount_minor',
  'price_minor',
  'quantity',
  'occurred_at',
  'document',
  'phone',
  'email',
  'sku',
];

/** What came of a row in a few words: `RT/00042 · Asha Rao · ₹640.00`. */
export function summaryOf({ result }: DryRow): string {
  const cells = cellsOf(result);
  return TELLING.filter((name) => cellText(cells[name]))
    .map((name) => valueText(name, cells[name]))
    .join(' · ');
}

export const partName = (part: 'rows' | 'lines', kind: StreamMapping['kind']): string =>
  part === 'rows' ? t(`erp.stream${kind}`) : t('mapping.lines');
