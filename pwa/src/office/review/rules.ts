/** Review rules as a form holds them, and back. */
import type { ResultOf, VariablesOf } from '$data/graphql';
import type { ReviewRules, SaveReviewRules } from '$data/documents/office-reviews';
import { text, whole } from '../typed';

type Rule = ResultOf<typeof ReviewRules>['reviewRules'][number];
type Input = VariablesOf<typeof SaveReviewRules>['input']['rules'];
export type Kind = Rule['kind'];
type Action = Rule['action'];
export interface RuleForm {
  kind: Kind;
  action: Action;
  most: string;
  days: string;
  fromHour: string;
  toHour: string;
}

/** Every kind with what is sensible for a small shop. */
const USUAL: Record<Kind, Partial<RuleForm>> = {
  STAFF_AWARDS_PER_HOUR: { most: '5' },
  STAFF_AWARDS_PER_DAY: { most: '20' },
  STAFF_POINTS_PER_DAY: { most: '5000' },
  STORE_AWARDS_PER_DAY: { most: '50' },
  STORE_POINTS_PER_DAY: { most: '20000' },
  MEMBER_VISITS_PER_DAY: { most: '3' },
  POINTS_AT_ONCE: { most: '1000' },
  OWN_CARD: {},
  SAME_BILL_NUMBER: { days: '7' },
  ODD_HOURS: { fromHour: '22', toHour: '6' },
};
export const KINDS = Object.keys(USUAL) as Kind[];
export const ACTIONS: readonly Action[] = ['ALLOW', 'REVIEW', 'REFUSE'];

export const counts = (kind: Kind): boolean => 'most' in USUAL[kind];
export const looksBack = (kind: Kind): boolean => 'days' in USUAL[kind];
export const hasHours = (kind: Kind): boolean => 'fromHour' in USUAL[kind];

/** All kinds, whatever is kept of them. */
export const toForms = (rules: readonly Rule[]): RuleForm[] =>
  KINDS.map((kind) => {
    const kept = rules.find((rule) => rule.kind === kind);
    const usual = { kind, action: 'ALLOW' as const, most: '', days: '', fromHour: '', toHour: '' };
    if (!kept) return { ...usual, ...USUAL[kind] };
    return {
      kind,
      action: kept.action,
      most: text(kept.most),
      days: text(kept.days),
      fromHour: text(kept.fromHour),
      toHour: text(kept.toHour),
    };
  });

/** The fields of a rule that are no numbers and have to be. */
export function wrongWith({ kind, most, days, fromHour, toHour }: RuleForm): readonly string[] {
  return [
    ...(counts(kind) && !whole(most) ? ['most'] : []),
    ...(looksBack(kind) && !whole(days) ? ['days'] : []),
    ...(hasHours(kind) && whole(fromHour) === undefined ? ['fromHour'] : []),
    ...(hasHours(kind) && whole(toHour) === undefined ? ['toHour'] : []),
  ];
}

/** The rules for the API: only what each kind needs is sent. */
export const toInput = (forms: readonly RuleForm[]): Input =>
  forms.map(({ kind, action, most, days, fromHour, toHour }) => ({
    kind,
    action,
    ...(counts(kind) && { most: whole(most) }),
    ...(looksBack(kind) && { days: whole(days) }),
    ...(hasHours(kind) && { fromHour: whole(fromHour), toHour: whole(toHour) }),
  }));
