/** The ladder of tiers as a form holds it, and back. */
import type { ResultOf, VariablesOf } from '$data/graphql';
import type { LadderFields, PreviewLadder } from '$data/documents/office-tiers';

export type LadderInfo = ResultOf<typeof LadderFields>;
type LadderInput = VariablesOf<typeof PreviewLadder>['input'];
export type Measure = LadderInfo['measure'];
type Step = LadderInfo['tiers'][number];

export interface StepForm {
  /** Of the form alone, so that a step that is new has one too. */
  key: string;
  id?: string;
  name: string;
  threshold: string;
  multiplier: string;
  colour: string;
  icon: string;
  isForEver: boolean;
  /** What is given on reaching it; empty for nothing. */
  rewardId: string;
  benefits: { text: string; icon: string }[];
  members: number;
}

export interface LadderForm {
  measure: Measure;
  window: LadderInfo['window'];
  windowMonths: string;
  effective: LadderInfo['effective'];
  downgrade: LadderInfo['downgrade'];
  graceDays: string;
  steps: StepForm[];
}

export const MOST_STEPS = 10;
export const MOST_BENEFITS = 12;

const number = (typed: string): number => (typed.trim() ? Number(typed.replace(',', '.')) : NaN);
const whole = (typed: string): number => (/^\d{1,9}$/.test(typed.trim()) ? Number(typed) : NaN);

/** How many of the stored units one typed unit is: money is typed in whole units of the currency. */
export const unitOf = (measure: Measure, moneyUnit: number): number => (measure === 'SPEND' ? moneyUnit : 1);

/** From how much on, in stored units; NaN where nothing sensible was typed. */
export function thresholdOf(step: Pick<StepForm, 'threshold'>, unit: number): number {
  const value = number(step.threshold) * unit;
  return value >= 0 && Number.isSafeInteger(Math.round(value)) ? Math.round(value) : NaN;
}

export function emptyStep(threshold = ''): StepForm {
  const key = crypto.randomUUID();
  return {
    key,
    name: '',
    threshold,
    multiplier: '1',
    colour: '',
    icon: '',
    isForEver: false,
    rewardId: '',
    benefits: [],
    members: 0,
  };
}

function stepForm(step: Step, unit: number): StepForm {
  return {
    key: step.id,
    id: step.id,
    name: step.name,
    threshold: String(step.threshold / unit),
    multiplier: String(step.multiplier),
    colour: step.colour,
    icon: step.icon,
    isForEver: step.isForEver,
    rewardId: step.rewardId ?? '',
    benefits: step.benefits.map(({ text, icon }) => ({ text, icon })),
    members: step.memberCount,
  };
}

export function toForm(ladder: LadderInfo, moneyUnit: number): LadderForm {
  const { measure, window, effective, downgrade } = ladder;
  const unit = unitOf(measure, moneyUnit);
  return {
    measure,
    window,
    windowMonths: String(ladder.windowMonths),
    effective,
    downgrade,
    graceDays: String(ladder.graceDays),
    steps: ladder.tiers.map((step) => stepForm(step, unit)),
  };
}

/** A ladder to begin with: three steps by the points of the last twelve months. */
export function firstForm(names: readonly [string, string, string]): LadderForm {
  const looks = [
    { threshold: '0', multiplier: '1', colour: '#c08552', icon: 'medal' },
    { threshold: '500', multiplier: '1.25', colour: '#c9d1d9', icon: 'award' },
    { threshold: '2000', multiplier: '1.5', colour: '#f2bd42', icon: 'crown' },
  ];
  return {
    measure: 'EARNED',
    window: 'ROLLING_MONTHS',
    windowMonths: '12',
    effective: 'NOW',
    downgrade: 'ONE_STEP',
    graceDays: '30',
    steps: looks.map((look, at) => ({ ...emptyStep(), ...look, name: names[at] ?? '' })),
  };
}

/** The steps as they are climbed; one without a sensible threshold stands last. */
export const climbed = (steps: readonly StepForm[], unit = 1): StepForm[] =>
  [...steps].sort((a, b) => (thresholdOf(a, unit) || 0) - (thresholdOf(b, unit) || 0));

/** The rules for the API, the lowest step first; empty benefits are left out. */
export function toInput(form: LadderForm, moneyUnit: number): LadderInput {
  const unit = unitOf(form.measure, moneyUnit);
  return {
    measure: form.measure,
    window: form.window,
    windowMonths: whole(form.windowMonths) || 12,
    effective: form.effective,
    downgrade: form.downgrade,
    graceDays: whole(form.graceDays) || 0,
    tiers: climbed(form.steps, unit).map((step) => ({
      id: step.id,
      name: step.name.trim(),
      threshold: thresholdOf(step, unit),
      multiplier: number(step.multiplier),
      colour: step.colour,
      icon: step.icon,
      isForEver: step.isForEver,
      rewardId: step.rewardId || undefined,
      benefits: step.benefits
        .filter(({ text }) => text.trim())
        .map(({ text, icon }) => ({ text: text.trim(), icon })),
    })),
  };
}

type StepProblem = 'nameNeeded' | 'nameTwice' | 'thresholdNeeded' | 'thresholdTwice' | 'timesNeeded';
export type StepProblems = Partial<Record<'name' | 'threshold' | 'multiplier', StepProblem>>;

/** What is wrong with a step beside the others. */
export function wrongWith(step: StepForm, others: readonly StepForm[], unit: number): StepProblems {
  const found: StepProblems = {};
  const name = step.name.trim().toLocaleLowerCase();
  const from = thresholdOf(step, unit);
  const times = number(step.multiplier);
  if (!name) found.name = 'nameNeeded';
  else if (others.some((other) => other.name.trim().toLocaleLowerCase() === name)) found.name = 'nameTwice';
  if (Number.isNaN(from)) found.threshold = 'thresholdNeeded';
  else if (others.some((other) => thresholdOf(other, unit) === from)) found.threshold = 'thresholdTwice';
  if (!(times >= 0 && times <= 100)) found.multiplier = 'timesNeeded';
  return found;
}

export type RuleProblems = Partial<Record<'windowMonths' | 'graceDays', true>>;

/** What is wrong with the rules around the steps. */
export function wrongRules({ window, windowMonths, graceDays }: LadderForm): RuleProblems {
  const months = whole(windowMonths);
  const days = whole(graceDays);
  return {
    ...(window === 'ROLLING_MONTHS' && !(months >= 1 && months <= 60) && { windowMonths: true }),
    ...(!(days >= 0 && days <= 366) && { graceDays: true }),
  };
}

/** The same rules on top of a ladder that somebody else saved: steps that are gone there are new again. */
export function rebased(form: LadderForm, onto: LadderInfo | undefined): LadderForm {
  const known = new Map(onto?.tiers.map((step) => [step.id, step]));
  return {
    ...form,
    steps: form.steps.map((step) => {
      const held = step.id ? known.get(step.id) : undefined;
      return { ...step, id: held?.id, members: held?.memberCount ?? 0 };
    }),
  };
}
