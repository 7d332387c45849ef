/** An earn rule as a form holds it, and back. */
import type { ResultOf, VariablesOf } from '$data/graphql';
import type { Rules, SaveEarnRule } from '$data/documents/office-rules';

export type RuleInfo = NonNullable<ResultOf<typeof Rules>['business']>['earnRules'][number];
type Input = VariablesOf<typeof SaveEarnRule>['input'];
export type Kind = RuleInfo['kind'];
export type Weekday = RuleInfo['conditions']['weekdays'][number];
/** Days around a birthday; empty for any day. */
type Span = NonNullable<RuleInfo['conditions']['birthday']> | '';
export const SPANS: readonly Span[] = ['', 'DAY', 'WEEK', 'MONTH'];
export const WEEKDAYS: readonly Weekday[] = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

export type Form = ReturnType<typeof toForm>;
const text = (value: number | null | undefined): string => (value == null ? '' : String(value));
const whole = (typed: string): number | undefined => (/^\d+$/.test(typed.trim()) ? Number(typed) : undefined);
const decimal = (typed: string): number | undefined => (typed.trim() ? Number(typed) : undefined);

export function toForm(rule: RuleInfo | undefined, unit: number) {
  const on = rule?.conditions;
  return {
    name: rule?.name ?? '',
    kind: (rule?.kind ?? 'MULTIPLIER') as string,
    multiplier: text(rule?.multiplier ?? 2),
    bonusPoints: text(rule?.bonusPoints ?? 50),
    points: text(rule?.earnRate?.points ?? 2),
    per: text((rule?.earnRate?.perAmount.minorUnits ?? 10 * unit) / unit),
    capPoints: text(rule?.capPoints),
    weekdays: [...(on?.weekdays ?? [])],
    storeIds: [...(on?.storeIds ?? [])],
    categoryIds: [...(on?.categoryIds ?? [])],
    brandIds: [...(on?.brandIds ?? [])],
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

/** The rule for the API; only what its kind needs is sent. What the form does not show stays as it was. */
export function toInput(form: Form, rule: RuleInfo | undefined, unit: number): Input {
  const minimum = decimal(form.minAmount);
  return {
    ruleId: rule?.id,
    version: rule?.version,
    name: form.name.trim(),
    kind: form.kind as Kind,
    isActive: form.isActive,
    priority: rule?.priority,
    startsAt: rule?.startsAt ?? undefined,
    endsAt: rule?.endsAt ?? undefined,
    capPoints: whole(form.capPoints),
    ...(form.kind === 'MULTIPLIER' && { multiplier: decimal(form.multiplier) }),
    ...(form.kind === 'BONUS' && { bonusPoints: whole(form.bonusPoints) }),
    ...(form.kind === 'RATE' && {
      earnRate: {
        points: whole(form.points) ?? 0,
        perMinorUnits: Math.round((decimal(form.per) ?? 0) * unit),
      },
    }),
    conditions: {
      weekdays: form.weekdays,
      storeIds: form.storeIds,
      categoryIds: form.categoryIds,
      brandIds: form.brandIds,
      productIds: [...(rule?.conditions.productIds ?? [])],
      fromHour: whole(form.fromHour),
      toHour: whole(form.toHour),
      firstPurchase: form.firstPurchase,
      birthday: form.birthday || undefined,
      kidBirthday: form.kidBirthday || undefined,
      kidAgeFrom: whole(form.kidAgeFrom),
      kidAgeTo: whole(form.kidAgeTo),
      minAmountMinorUnits: minimum === undefined ? undefined : Math.round(minimum * unit),
    },
  };
}

/** The list with an item put in or taken out. */
export const toggle = <T>(list: readonly T[], item: T): T[] =>
  list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
