/** A reward as a form holds it, and back. */
import type { ResultOf, VariablesOf } from '$data/graphql';
import type { RewardFields, SaveReward } from '$data/documents/office-rewards';
import { dayOf, startOf } from '../times';
import { decimal, isWrong, minor, text, whole } from '../typed';

export type RewardInfo = ResultOf<typeof RewardFields>;
export type Kind = RewardInfo['kind'];
type Input = VariablesOf<typeof SaveReward>['input'];
export type RewardForm = ReturnType<typeof toForm>;

export const KINDS: readonly Kind[] = [
  'PRODUCT',
  'DISCOUNT_AMOUNT',
  'DISCOUNT_PERCENT',
  'GIFT_CARD',
  'FREE_SHIPPING',
  'EXPERIENCE',
  'DONATION',
  'PARTNER',
];
export const needsValue = (kind: Kind): boolean => kind === 'DISCOUNT_AMOUNT' || kind === 'GIFT_CARD';
export const isHandedOver = (kind: Kind): boolean => kind === 'PRODUCT' || kind === 'EXPERIENCE';

export function toForm(reward: RewardInfo | undefined, unit: number) {
  const on = reward?.conditions;
  const money = (amount: { minorUnits: number } | null | undefined) =>
    amount?.minorUnits ? text(amount.minorUnits / unit) : '';
  return {
    name: reward?.name ?? '',
    description: reward?.description ?? '',
    category: reward?.category ?? '',
    translations: (reward?.translations ?? []).map((each) => ({ ...each })),
    kind: reward?.kind ?? ('PRODUCT' as Kind),
    value: money(reward?.value),
    percent: text(reward?.discountPercent),
    points: reward ? text(reward.pointsPrice) : '',
    cash: money(reward?.cashPrice),
    stock: text(reward?.stock),
    perMember: text(reward?.perMember),
    perPeriod: text(reward?.perPeriod),
    period: reward?.period ?? ('EVER' as RewardInfo['period']),
    validDays: reward ? text(reward.validDays) : '90',
    tierIds: [...(on?.tierIds ?? [])],
    storeIds: [...(on?.storeIds ?? [])],
    weekdays: [...(on?.weekdays ?? [])],
    fromHour: text(on?.fromHour),
    toHour: text(on?.toHour),
    kidAgeFrom: text(on?.kidAgeFrom),
    kidAgeTo: text(on?.kidAgeTo),
    starts: reward?.startsAt ? dayOf(reward.startsAt) : '',
    ends: reward?.endsAt ? dayOf(reward.endsAt, true) : '',
    isListed: reward?.isListed ?? true,
    isStackable: reward?.isStackable ?? true,
    needsFulfilment: reward?.needsFulfilment ?? false,
    isActive: reward?.isActive ?? true,
  };
}

/** The reward for the API; only what its kind knows is sent. */
export function toInput(form: RewardForm, reward: RewardInfo | undefined, unit: number): Input {
  const isLimited = Boolean(whole(form.perMember) ?? whole(form.perPeriod));
  return {
    rewardId: reward?.id,
    version: reward?.version,
    name: form.name.trim(),
    description: form.description.trim(),
    category: form.category.trim(),
    translations: form.translations.filter(({ name }) => name.trim()),
    kind: form.kind,
    value: form.kind === 'DISCOUNT_PERCENT' ? undefined : minor(form.value, unit),
    discountPercent: form.kind === 'DISCOUNT_PERCENT' ? decimal(form.percent) : undefined,
    pointsPrice: whole(form.points) ?? 0,
    cashPrice: minor(form.cash, unit) ?? 0,
    stock: whole(form.stock),
    perMember: whole(form.perMember),
    perPeriod: whole(form.perPeriod),
    period: isLimited ? form.period : 'EVER',
    validDays: whole(form.validDays),
    conditions: {
      tierIds: form.tierIds,
      storeIds: form.storeIds,
      weekdays: form.weekdays,
      fromHour: whole(form.fromHour),
      toHour: whole(form.toHour),
      kidAgeFrom: whole(form.kidAgeFrom),
      kidAgeTo: whole(form.kidAgeTo),
    },
    startsAt: form.starts ? startOf(form.starts) : undefined,
    endsAt: form.ends ? startOf(form.ends, 1) : undefined,
    isListed: form.isListed,
    isStackable: form.isStackable,
    needsFulfilment: isHandedOver(form.kind) && form.needsFulfilment,
    isActive: form.isActive,
  };
}

const WHOLES = [
  'points',
  'stock',
  'perMember',
  'perPeriod',
  'validDays',
  'fromHour',
  'toHour',
  'kidAgeFrom',
  'kidAgeTo',
] as const;

/** The keys of the words for what is wrong, by field. */
export function wrongWith(form: RewardForm) {
  const percent = decimal(form.percent) ?? 0;
  const wholes = WHOLES.filter((field) => isWrong(form[field], whole));
  return {
    ...Object.fromEntries(wholes.map((field) => [field, 'wholeWrong' as const])),
    ...(!form.name.trim() && { name: 'nameNeeded' as const }),
    ...(needsValue(form.kind) && !minor(form.value, 1) && { value: 'valueNeeded' as const }),
    ...(form.kind === 'DISCOUNT_PERCENT' &&
      !(percent > 0 && percent <= 100) && { percent: 'percentWrong' as const }),
    ...(isWrong(form.cash, decimal) && { cash: 'amountWrong' as const }),
    ...(form.starts && form.ends && form.ends < form.starts && { ends: 'endsWrong' as const }),
  } as Partial<
    Record<
      keyof RewardForm,
      'wholeWrong' | 'nameNeeded' | 'valueNeeded' | 'percentWrong' | 'amountWrong' | 'endsWrong'
    >
  >;
}
