/** An earn rule as a form holds it, and back. */
import type { ResultOf, VariablesOf } from '$data/graphql';
import type { Rules, SaveEarnRule } from '$data/documents/office-rules';
import { dayOf, startOf } from '../times';
import { decimal, isWrong, minor, text, whole } from '../typed';

export type RuleInfo = NonNullable<ResultOf<typeof Rules>['business']>['earnRules'][number];
type Input = VariablesOf<typeof SaveEarnRule>['input'];
export type Kind = RuleInfo['kind'];
/** Days around a birthday; empty for any day. */
type Span = NonNullable<RuleInfo['conditions']['birthday']> | '';
export const SPANS: readonly Span[] = ['', 'DAY', 'WEEK', 'MONTH'];

export type Form = ReturnType<typeof toForm>;

/** The first and the last day on which a rule holds; its moments may be within them. */
const startDay = (rule?: RuleInfo): string => (rule?.startsAt ? dayOf(rule.startsAt) : '');
const endDay = (rule?: RuleInfo): string => (rule?.endsAt ? dayOf(rule.endsAt, true) : '');

export function toForm(rule: RuleInfo | undefined, unit: number) {
  const on = rule?.conditions;
  return {
    name: rule?.name ?? '',
    kind: (rule?.kind ?? 'MULTIPLIER') as string,
    multiplier: text(rule?.multiplier ?? 2),
    bonusPoints: text(rule?.bonusPoints ?? 50),
    points: text(rule?.earnRate?.points ?? 2),
    per: text((rule?.earnRate?.perAmount.minorUnits ?? 10 * unit) / unit),
    priority: text(rule?.priority ?? 100),
    capPoints: text(rule?.capPoints),
    starts: startDay(rule),
    ends: endDay(rule),
    weekdays: [...(on?.weekdays ?? [])],
    storeIds: [...(on?.storeIds ?? [])],
    categoryIds: [...(on?.categoryIds ?? [])],
    brandIds: [...(on?.brandIds ?? [])],
    productIds: [...(on?.productIds ?? [])],
    fromHour: text(on?.fromHour),
    toHour: text(on?.toHour),
    minAmount: on?.minAmountMinorUnits ? text(on.minAmountMinorUnits / unit) : '',
    firstPurchase: on?.firstPurchase ?? false,
    birthday: (on?.birthday ?? (on?.birthdayMonth ? 'MONTH' : '')) as Span,
    kidBirthday: (on?.kidBirthday ?? '') as Span,
    kidAgeFrom: text(on?.kidAgeFrom),
    kidAgeTo: text(on?.kidAgeTo),
    isActive: rule?.isActive ?? true,
  };
}

/** A moment as it was where its day was not changed, else by the day; nothing where there is no day. */
const moment = (day: string, before: string, was: string | null | undefined, of: (day: string) => string) =>
  day === before ? (was ?? undefined) : day ? of(day) : undefined;

/** The rule for the API; only what its kind needs is sent. */
export function toInput(form: Form, rule: RuleInfo | undefined, unit: number): Input {
  return {
    ruleId: rule?.id,
    version: rule?.version,
    name: form.name.trim(),
    kind: form.kind as Kind,
    isActive: form.isActive,
    priority: whole(form.priority),
    startsAt: moment(form.starts, startDay(rule), rule?.startsAt, startOf),
    endsAt: moment(form.ends, endDay(rule), rule?.endsAt, (day) => startOf(day, 1)),
    capPoints: whole(form.capPoints),
    ...(form.kind === 'MULTIPLIER' && { multiplier: decimal(form.multiplier) }),
    ...(form.kind === 'BONUS' && { bonusPoints: whole(form.bonusPoints) }),
    ...(form.kind === 'RATE' && {
      earnRate: {
        points: whole(form.points) ?? 0,
        perMinorUnits: minor(form.per, unit) ?? 0,
      },
    }),
    conditions: {
      weekdays: form.weekdays,
      storeIds: form.storeIds,
      categoryIds: form.categoryIds,
      brandIds: form.brandIds,
      productIds: form.productIds,
      fromHour: whole(form.fromHour),
      toHour: whole(form.toHour),
      firstPurchase: form.firstPurchase,
      birthday: form.birthday || undefined,
      kidBirthday: form.kidBirthday || undefined,
      kidAgeFrom: whole(form.kidAgeFrom),
      kidAgeTo: whole(form.kidAgeTo),
      minAmountMinorUnits: minor(form.minAmount, unit),
    },
  };
}

const WHOLES = [
  'bonusPoints',
  'points',
  'priority',
  'capPoints',
  'fromHour',
  'toHour',
  'kidAgeFrom',
  'kidAgeTo',
] as const;
const AMOUNTS = ['multiplier', 'per', 'minAmount'] as const;

/** The keys of the words for what is wrong, by field. */
export function wrongWith(form: Form) {
  const wholes = WHOLES.filter((field) => isWrong(form[field], whole));
  const amounts = AMOUNTS.filter((field) => isWrong(form[field], decimal));
  return {
    ...Object.fromEntries(wholes.map((field) => [field, 'wholeWrong' as const])),
    ...Object.fromEntries(amounts.map((field) => [field, 'amountWrong' as const])),
    ...(form.starts && form.ends && form.ends < form.starts && { ends: 'endsWrong' as const }),
  } as Partial<Record<keyof Form, 'wholeWrong' | 'amountWrong' | 'endsWrong'>>;
}
