/** A stamp card as a form holds it, and back. */
import type { ResultOf, VariablesOf } from '$data/graphql';
import type { SaveDesign, StampDesigns } from '$data/documents/office-stamps';
import { dayOf, startOf } from '../times';
import { minor, text, whole } from '../typed';

export type DesignInfo = ResultOf<typeof StampDesigns>['stampDesigns'][number];
type Input = VariablesOf<typeof SaveDesign>['input'];
export type DesignForm = ReturnType<typeof toForm>;

const LEAST_STAMPS = 2;
const MOST_STAMPS = 100;

export function toForm(design: DesignInfo | undefined, unit: number) {
  return {
    name: design?.name ?? '',
    stampsNeeded: text(design?.stampsNeeded ?? 10),
    icon: design?.icon ?? '',
    rewardId: design?.reward?.id ?? '',
    earning: design?.earning ?? ('PER_VISIT' as Input['earning']),
    categoryIds: [...(design?.categoryIds ?? [])],
    productIds: [...(design?.productIds ?? [])],
    storeIds: [...(design?.storeIds ?? [])],
    leastBill: design?.leastBill ? text(design.leastBill.minorUnits / unit) : '',
    maxPerDay: text(design?.maxPerDay),
    validDays: text(design?.validDays),
    starts: design?.startsAt ? dayOf(design.startsAt) : '',
    ends: design?.endsAt ? dayOf(design.endsAt, true) : '',
    isActive: design?.isActive ?? true,
  };
}

/** The card for the API. */
export function toInput(
  form: DesignForm,
  design: Pick<DesignInfo, 'id' | 'version'> | undefined,
  unit: number,
): Input {
  const byBill = form.earning !== 'BY_HAND';
  return {
    designId: design?.id,
    version: design?.version,
    name: form.name.trim(),
    stampsNeeded: whole(form.stampsNeeded) ?? 0,
    icon: form.icon,
    rewardId: form.rewardId || undefined,
    earning: form.earning,
    storeIds: form.storeIds,
    maxPerDay: whole(form.maxPerDay),
    validDays: whole(form.validDays),
    startsAt: form.starts ? startOf(form.starts) : undefined,
    endsAt: form.ends ? startOf(form.ends, 1) : undefined,
    isActive: form.isActive,
    ...(byBill && {
      categoryIds: form.categoryIds,
      productIds: form.productIds,
      leastBillMinorUnits: minor(form.leastBill, unit),
    }),
  };
}

/** The keys of the words for what is wrong. */
export function wrongWith(form: DesignForm) {
  const needed = whole(form.stampsNeeded) ?? 0;
  const isBad = (typed: string) => typed.trim() !== '' && !whole(typed);
  return {
    ...(!form.name.trim() && { name: 'nameNeeded' as const }),
    ...((needed < LEAST_STAMPS || needed > MOST_STAMPS) && { stampsNeeded: 'neededWrong' as const }),
    ...(form.leastBill.trim() &&
      minor(form.leastBill, 1) === undefined && { leastBill: 'amountWrong' as const }),
    ...(isBad(form.maxPerDay) && { maxPerDay: 'wholeWrong' as const }),
    ...(isBad(form.validDays) && { validDays: 'wholeWrong' as const }),
    ...(form.starts && form.ends && form.ends < form.starts && { ends: 'endsWrong' as const }),
  };
}
