/** A ladder under the hand: what is held, what is drafted of it, and how it is previewed and saved. */
import { PreviewLadder, SaveLadder } from '$data/documents/office-tiers';
import { outcome } from '$data/outcome';
import { send } from '$data/query.svelte';
import { t } from '$i18n';
import { minorDigits } from '$i18n/format';
import { office } from '../office.svelte';
import * as rules from './ladder';
import type { Impact } from './words';

export function draftOf(first: rules.LadderInfo | undefined) {
  const moneyUnit = 10 ** minorDigits(office.currency);
  const asForm = (ladder: rules.LadderInfo | undefined) =>
    ladder
      ? rules.toForm(ladder, moneyUnit)
      : rules.firstForm([t('tiers.bronze'), t('tiers.silver'), t('tiers.gold')]);

  let held = $state.raw(first);
  let form = $state(asForm(first));
  let impact = $state.raw<Impact>();
  let busy = $state(false);
  let problem = $state<string>();
  let conflict = $state(false);

  const unit = $derived(rules.unitOf(form.measure, moneyUnit));
  const input = $derived(rules.toInput(form, moneyUnit));
  const steps = $derived(rules.climbed(form.steps, unit));
  const dirty = $derived(
    !held || JSON.stringify(input) !== JSON.stringify(rules.toInput(asForm(held), moneyUnit)),
  );
  const wrong = $derived(
    new Map(
      form.steps.map((step) => [
        step.key,
        rules.wrongWith(
          step,
          form.steps.filter(({ key }) => key !== step.key),
          unit,
        ),
      ]),
    ),
  );
  const wrongRules = $derived(rules.wrongRules(form));
  const sound = $derived(
    form.steps.length > 0 &&
      ![...wrong.values(), wrongRules].some((problems) => Object.keys(problems).length),
  );

  function take(ladder: rules.LadderInfo | undefined) {
    held = ladder;
    form = asForm(ladder);
    impact = problem = undefined;
    conflict = false;
  }

  return {
    get form() {
      return form;
    },
    get steps() {
      return steps;
    },
    get unit() {
      return unit;
    },
    get held() {
      return held;
    },
    get dirty() {
      return dirty;
    },
    get wrong() {
      return wrong;
    },
    get wrongRules() {
      return wrongRules;
    },
    get sound() {
      return sound;
    },
    get impact() {
      return impact;
    },
    get busy() {
      return busy;
    },
    get problem() {
      return problem;
    },
    /** Somebody else saved the ladder since it was read. */
    get conflict() {
      return conflict;
    },
    take,
    /** Puts the draft on top of what somebody else saved: it has to be looked at again. */
    rebase(ladder: rules.LadderInfo | undefined) {
      const kept = rules.rebased($state.snapshot(form) as rules.LadderForm, ladder);
      take(ladder);
      form = kept;
    },
    put(step: rules.StepForm) {
      const others = form.steps.filter(({ key }) => key !== step.key);
      form.steps = rules.climbed([...others, step], unit);
    },
    remove(key: string) {
      form.steps = form.steps.filter((step) => step.key !== key);
    },
    close() {
      impact = undefined;
      conflict = false;
      problem = undefined;
    },
    /** Asks what saving would do. */
    async preview() {
      busy = true;
      const result = outcome(await send(PreviewLadder, { input }, 'staff'), (data) => data.previewTierLadder);
      busy = false;
      problem = result.problem ?? Object.values(result.at)[0];
      impact = result.done?.impact ?? undefined;
    },
    /** Keeps the rules; whether it was done. */
    async save(dropsAtOnce: boolean): Promise<boolean> {
      busy = true;
      const sent = await send(
        SaveLadder,
        { input: { ...input, dropsAtOnce, version: held?.version ?? 0 } },
        'staff',
      );
      const result = outcome(sent, (data) => data.saveTierLadder);
      busy = false;
      conflict = sent.data?.saveTierLadder.errors.some(({ code }) => code === 'CONFLICT') ?? false;
      problem = result.problem ?? Object.values(result.at)[0];
      if (result.done?.ladder) take(result.done.ladder);
      return result.done !== undefined;
    },
  };
}

export type Draft = ReturnType<typeof draftOf>;
