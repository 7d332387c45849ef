import { expect, test } from 'vitest';
import {
  climbed,
  emptyStep,
  firstForm,
  rebased,
  toForm,
  toInput,
  wrongRules,
  wrongWith,
  type LadderInfo,
} from '../../src/office/tiers/ladder';

const step = (id: string, threshold: number, memberCount = 0) => ({
  id,
  name: id,
  threshold,
  multiplier: 1.25,
  colour: '',
  icon: 'crown',
  isForEver: false,
  rewardId: null,
  memberCount,
  benefits: [{ text: 'Coffee', icon: '' }],
});
const ladder = {
  id: 'L',
  measure: 'SPEND',
  window: 'ROLLING_MONTHS',
  windowMonths: 12,
  effective: 'NOW',
  downgrade: 'FULL',
  graceDays: 0,
  version: 4,
  tiers: [step('Silver', 0, 7), step('Gold', 250_050)],
} as LadderInfo;

test('a ladder goes through its form unchanged, money in whole units', () => {
  const form = toForm(ladder, 100);
  expect(form.steps.map(({ threshold }) => threshold)).toEqual(['0', '2500.5']);
  const { tiers, ...rules } = toInput(form, 100);
  expect(rules).toEqual({
    measure: 'SPEND',
    window: 'ROLLING_MONTHS',
    windowMonths: 12,
    effective: 'NOW',
    downgrade: 'FULL',
    graceDays: 0,
  });
  expect(tiers.map(({ id, threshold, multiplier }) => [id, threshold, multiplier])).toEqual([
    ['Silver', 0, 1.25],
    ['Gold', 250_050, 1.25],
  ]);
});

test('steps stand as they are climbed, and a benefit without words is left out', () => {
  const form = firstForm(['Bronze', 'Silver', 'Gold']);
  const [bronze, silver, gold] = form.steps;
  if (!bronze || !silver || !gold) throw new Error('three steps');
  bronze.threshold = '9000';
  silver.benefits = [{ text: '  ', icon: 'gift' }];
  expect(climbed(form.steps).map(({ name }) => name)).toEqual(['Silver', 'Gold', 'Bronze']);
  expect(toInput(form, 100).tiers[0]?.benefits).toEqual([]);
});

test('a step says what is wrong with it beside the others', () => {
  const other = { ...emptyStep('500'), name: 'Gold' };
  const wrong = (values: object) => wrongWith({ ...emptyStep('0'), name: 'Silver', ...values }, [other], 1);
  expect(wrong({})).toEqual({});
  expect(wrong({ name: ' ' })).toEqual({ name: 'nameNeeded' });
  expect(wrong({ name: 'gold ' })).toEqual({ name: 'nameTwice' });
  expect(wrong({ threshold: '500' })).toEqual({ threshold: 'thresholdTwice' });
  expect(wrong({ threshold: '-1' })).toEqual({ threshold: 'thresholdNeeded' });
  expect(wrong({ threshold: 'many' })).toEqual({ threshold: 'thresholdNeeded' });
  expect(wrong({ multiplier: '1,5' })).toEqual({});
  expect(wrong({ multiplier: '101' })).toEqual({ multiplier: 'timesNeeded' });
});

test('rules out of their bounds are marked; months only where they count', () => {
  const form = { ...toForm(ladder, 100), windowMonths: '61', graceDays: '400' };
  expect(wrongRules(form)).toEqual({ windowMonths: true, graceDays: true });
  expect(wrongRules({ ...form, window: 'CALENDAR_YEAR', graceDays: '30' })).toEqual({});
});

test('a draft on top of another ladder keeps the steps that are there and makes the others new', () => {
  const form = rebased(toForm(ladder, 100), { ...ladder, tiers: [step('Gold', 100, 3)] });
  expect(form.steps.map(({ id, members }) => [id, members])).toEqual([
    [undefined, 0],
    ['Gold', 3],
  ]);
});
