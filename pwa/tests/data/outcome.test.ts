import { beforeAll, expect, test } from 'vitest';
import { groupBy } from '$data/group';
import { outcome } from '$data/outcome';
import { startI18n } from '$i18n';

beforeAll(startI18n);
const read = (data: { save: { errors: { code: string; message: string; path?: string[] }[] } }) => data.save;

test('nothing refused is done', () => {
  const done = outcome({ data: { save: { errors: [] } } }, read);
  expect(done).toEqual({ done: { errors: [] }, at: {} });
});

test('a refusal stands at its field, one without a field stands alone', () => {
  const errors = [
    { code: 'X_ONE', message: 'Too long.', path: ['input', 'name'] },
    { code: 'X_TWO', message: 'Not now.', path: [] },
    { code: 'X_THREE', message: 'Also too odd.', path: ['input', 'name'] },
  ];
  expect(outcome({ data: { save: { errors } } }, read)).toEqual({
    at: { name: 'Too long.' },
    problem: 'Not now.',
  });
});

test('a lost line is told', () => {
  expect(outcome({ failure: 'The line is down.', offline: true }, read)).toEqual({
    problem: 'The line is down.',
    at: {},
  });
});

test('groups keep their order', () => {
  expect(groupBy(['ab', 'b', 'ac', 'c'], (word) => word.charAt(0))).toEqual([
    ['a', ['ab', 'ac']],
    ['b', ['b']],
    ['c', ['c']],
  ]);
});
