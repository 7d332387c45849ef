import { describe, expect, test } from 'vitest';
import { bySoonest, daysUntil, isLeapDay } from '../../src/wallet/you/birthdays';

describe('days until a birthday', () => {
  test.each([
    ['2026-03-10', 0],
    ['2026-03-11', 1],
    ['2026-12-03', 268],
    ['2027-02-28', 355],
  ])('%s is in %i', (date, days) => {
    expect(daysUntil(date, new Date(2026, 2, 10, 23, 59))).toBe(days);
    expect(daysUntil(date, new Date(2026, 2, 10, 0, 1))).toBe(days);
  });
});

test('29 February is the only leap day', () => {
  expect(isLeapDay({ day: 29, month: 2, year: 2020 })).toBe(true);
  expect(isLeapDay({ day: 28, month: 2 })).toBe(false);
  expect(isLeapDay({ day: 29, month: 3 })).toBe(false);
});

test('the soonest birthday is first', () => {
  const kids = ['2026-12-03', '2026-06-18', '2027-02-28'].map((nextBirthday) => ({ nextBirthday }));
  expect(bySoonest(kids).map(({ nextBirthday }) => nextBirthday)).toEqual([
    '2026-06-18',
    '2026-12-03',
    '2027-02-28',
  ]);
  expect(kids[0]?.nextBirthday).toBe('2026-12-03');
});
