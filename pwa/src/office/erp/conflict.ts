/** A value of which the shop's system and we say different things. */
import type { DecideErpConflicts, ErpConflicts } from '$data/documents/office-erp-repair';
import type { ResultOf, VariablesOf } from '$data/graphql';
import { t } from '$i18n';
import { showPhone } from '$ui/phone-text';

export type Conflict = NonNullable<
  ResultOf<typeof ErpConflicts>['business']
>['erpConflicts']['nodes'][number];
export type Take = VariablesOf<typeof DecideErpConflicts>['input']['decisions'][number]['take'];
/** What one decision may concern at once. */
export const MOST_AT_ONCE = 100;

export const whoOf = ({ customer, customerKey }: Conflict): string =>
  customer?.name || (customer?.phone ? showPhone(customer.phone) : t('exchange.gone', { key: customerKey }));

/** Phones as they are read out, all else as it is. */
export const valueText = (value: string, field: Conflict['fieldName']): string =>
  field === 'PHONE' && value ? showPhone(value) : value || t('exchange.nothing');
