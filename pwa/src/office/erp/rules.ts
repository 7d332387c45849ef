/** The rules of a connection as a form holds them, and back. */
import type {
  ErpRulesOf,
  ErpSeenBranches,
  SaveErpPolicies,
  SaveErpRules,
} from '$data/documents/office-erp-rules';
import type { ResultOf, VariablesOf } from '$data/graphql';
import { minorDigits } from '$i18n/format';
import { minor, whole } from '../typed';

export type RulesOf = Extract<
  NonNullable<ResultOf<typeof ErpRulesOf>['node']>,
  { __typename: 'ErpConnection' }
>;
type RuleInfo = RulesOf['rules'];
export type PolicyInfo = RulesOf['policies'][number];
type RulesInput = VariablesOf<typeof SaveErpRules>['input'];
type PoliciesInput = VariablesOf<typeof SaveErpPolicies>['input'];

export interface BranchForm {
  code: string;
  storeId: string;
}
/** A branch that bills of the source name, and where it leads to. */
export type SeenBranch = ResultOf<typeof ErpSeenBranches>['erpSeenBranches'][number];
export interface RulesForm {
  branches: BranchForm[];
  defaultStoreId: string;
  excludedSeries: string;
  excludedBranches: string;
  minBill: string;
  countsFrom: string;
  dateBasis: RuleInfo['dateBasis'];
  placeholderPhones: string;
  maxCustomersPerPhone: string;
  returnWaitHours: string;
  claimDays: string;
  keepsLines: boolean;
  staffTag: string;
}

export const SPANS = {
  maxCustomersPerPhone: [1, 100],
  returnWaitHours: [0, 720],
  claimDays: [0, 3650],
} as const;
type Counted = keyof typeof SPANS;
const COUNTED = Object.keys(SPANS) as Counted[];

/** The store that a form says for a branch; empty where it says none. */
export const chosenFor = (branches: readonly BranchForm[], code: string): string =>
  branches.find((branch) => branch.code.trim() === code)?.storeId ?? '';

/** The same branches with this one's store; without one it finds its way by itself. */
export function withStore(branches: readonly BranchForm[], code: string, storeId: string): BranchForm[] {
  const others = branches.filter((branch) => branch.code.trim() !== code);
  return storeId ? [...others, { code, storeId }] : others;
}

/** Words with commas or line ends between them. */
export const listOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[,;\n]/)
      .map((each) => each.trim())
      .filter(Boolean),
  ),
];

export function toForm(rules: RuleInfo): RulesForm {
  const { minorUnits, currency } = rules.minBill;
  return {
    branches: rules.branches.map(({ code, store }) => ({ code, storeId: store?.id ?? '' })),
    defaultStoreId: rules.defaultStore?.id ?? '',
    excludedSeries: rules.excludedSeries.join(', '),
    excludedBranches: rules.excludedBranches.join(', '),
    minBill: minorUnits ? String(minorUnits / 10 ** minorDigits(currency)) : '',
    countsFrom: rules.countsFrom ?? '',
    dateBasis: rules.dateBasis,
    placeholderPhones: rules.placeholderPhones.join(', '),
    maxCustomersPerPhone: String(rules.maxCustomersPerPhone),
    returnWaitHours: String(rules.returnWaitHours),
    claimDays: String(rules.claimDays),
    keepsLines: rules.keepsLines,
    staffTag: rules.staffTag,
  };
}

const unitOf = (currency: string): number => 10 ** minorDigits(currency);

/** Which fields are wrong, and how. */
export function wrongWith(
  form: RulesForm,
  currency: string,
): Partial<Record<keyof RulesForm, 'number' | 'amount' | 'branchNeeded'>> {
  const isBranch = ({ code, storeId }: BranchForm) => code.trim() && storeId;
  const least = form.minBill.trim() ? minor(form.minBill, unitOf(currency)) : 0;
  const counts = COUNTED.filter((field) => {
    const value = whole(form[field]);
    return value === undefined || value < SPANS[field][0] || value > SPANS[field][1];
  });
  return {
    ...(form.branches.every(isBranch) ? {} : { branches: 'branchNeeded' }),
    ...(least === undefined || least < 0 ? { minBill: 'amount' } : {}),
    ...Object.fromEntries(counts.map((field) => [field, 'number'])),
  };
}

export function toInput(form: RulesForm, connectionId: string, currency: string): RulesInput {
  return {
    connectionId,
    branches: form.branches.map(({ code, storeId }) => ({ code: code.trim(), storeId })),
    defaultStoreId: form.defaultStoreId || null,
    excludedSeries: listOf(form.excludedSeries),
    excludedBranches: listOf(form.excludedBranches),
    minBill: { minorUnits: minor(form.minBill, unitOf(currency)) ?? 0, currency },
    countsFrom: form.countsFrom || null,
    dateBasis: form.dateBasis,
    placeholderPhones: listOf(form.placeholderPhones),
    maxCustomersPerPhone: whole(form.maxCustomersPerPhone),
    returnWaitHours: whole(form.returnWaitHours),
    claimDays: whole(form.claimDays),
    keepsLines: form.keepsLines,
    staffTag: form.staffTag.trim(),
  };
}

export const POLICIES: readonly PolicyInfo['policy'][] = [
  'ERP_WINS',
  'OURS_WINS',
  'NEWEST_WINS',
  'REVIEW',
  'OURS_IF_VERIFIED',
];
/** Nobody but the customer decides about these. */
export const FIXED: readonly PolicyInfo['fieldName'][] = ['CONSENT', 'KIDS'];

/** Only those that were changed. */
export const changedPolicies = (
  before: readonly PolicyInfo[],
  after: Record<string, PolicyInfo['policy']>,
  connectionId: string,
): PoliciesInput => ({
  connectionId,
  policies: before
    .filter(({ fieldName, policy }) => !FIXED.includes(fieldName) && after[fieldName] !== policy)
    .map(({ fieldName, policy }) => ({ fieldName, policy: after[fieldName] ?? policy })),
});
