/** A birthday promotion as a form holds it, and back. */
import type { VariablesOf } from '$data/graphql';
import type { SavePromotion } from '$data/documents/office-promotions';
import { isWrong, text, whole } from '../typed';
import type { PromotionInfo } from './words';

type Input = VariablesOf<typeof SavePromotion>['input'];
export type PromotionForm = ReturnType<typeof toForm>;

const MOST_AGE = 120;
const MOST_BEFORE = 60;
const MOST_AFTER = 366;

export function toForm(promotion: PromotionInfo | undefined) {
  return {
    name: promotion?.name ?? '',
    audience: promotion?.audience ?? ('KIDS' as Input['audience']),
    ageFrom: text(promotion?.ageFrom),
    ageTo: text(promotion?.ageTo),
    gives: promotion?.points == null ? ('REWARD' as const) : ('POINTS' as const),
    rewardId: promotion?.reward?.id ?? '',
    points: text(promotion?.points),
    announceDays: text(promotion?.announceDays ?? 7),
    validDays: text(promotion?.validDays ?? 14),
    budget: text(promotion?.budget),
    isActive: promotion?.isActive ?? true,
  };
}

/** The promotion for the API. */
export function toInput(
  form: Omit<PromotionForm, 'gives'> & { gives: 'REWARD' | 'POINTS' },
  promotion: Pick<PromotionInfo, 'id' | 'version'> | undefined,
): Input {
  return {
    promotionId: promotion?.id,
    version: promotion?.version,
    name: form.name.trim(),
    audience: form.audience,
    ageFrom: whole(form.ageFrom),
    ageTo: whole(form.ageTo),
    rewardId: form.gives === 'REWARD' ? form.rewardId : undefined,
    points: form.gives === 'POINTS' ? whole(form.points) : undefined,
    announceDays: whole(form.announceDays),
    validDays: whole(form.validDays),
    budget: whole(form.budget),
    isActive: form.isActive,
  };
}

const above = (typed: string, most: number): boolean => (whole(typed) ?? most + 1) > most;
const isNoAge = (typed: string): boolean => typed.trim() !== '' && above(typed, MOST_AGE);

/** The keys of the words for what is wrong. */
export function wrongWith(form: Omit<PromotionForm, 'gives'> & { gives: 'REWARD' | 'POINTS' }) {
  const [from, to] = [whole(form.ageFrom), whole(form.ageTo)];
  return {
    ...(!form.name.trim() && { name: 'nameNeeded' as const }),
    ...(isNoAge(form.ageFrom) && { ageFrom: 'ageWrong' as const }),
    ...(from !== undefined && to !== undefined && to < from && { ageTo: 'ageOrder' as const }),
    ...(isNoAge(form.ageTo) && { ageTo: 'ageWrong' as const }),
    ...(form.gives === 'REWARD' && !form.rewardId && { rewardId: 'rewardNeeded' as const }),
    ...(form.gives === 'POINTS' && !whole(form.points) && { points: 'pointsNeeded' as const }),
    ...(above(form.announceDays, MOST_BEFORE) && { announceDays: 'announceWrong' as const }),
    ...(above(form.validDays, MOST_AFTER) && { validDays: 'validWrong' as const }),
    ...((isWrong(form.budget, whole) || whole(form.budget) === 0) && { budget: 'budgetWrong' as const }),
  };
}
