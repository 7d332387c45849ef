/** The calendar of what expires, and the inbox by days. */
import { describe, expect, test } from 'vitest';
import { byDay, daysAgo } from '../../src/wallet/inbox/days';
import { daysLeft, yearOf } from '../../src/wallet/useby/months';

describe('a year of points', () => {
  const today = new Date(2026, 10, 29);

  test('has thirteen months, the present one first, with what expires in each', () => {
    const months = yearOf(
      [
        { day: '2026-11-30', points: 40 },
        { day: '2027-02-28', points: 5 },
        { day: '2027-02-03', points: 7 },
      ],
      today,
    );
    expect(months.map(({ key }) => key)).toEqual([
      '2026-11',
      '2026-12',
      ...Array.from({ length: 11 }, (_, month) => `2027-${String(month + 1).padStart(2, '0')}`),
    ]);
    expect(months.map(({ points }) => points).filter(Boolean)).toEqual([40, 12]);
  });

  test('counts the days that are left, today as none', () => {
    expect([daysLeft('2026-11-29', today), daysLeft('2026-12-01', today)]).toEqual([0, 2]);
  });
});

describe('messages', () => {
  const at = (day: number, hour: number) => ({ createdAt: new Date(2026, 10, day, hour).toISOString() });

  test('lie under the days on which they came', () => {
    const days = byDay([at(29, 9), at(29, 1), at(28, 23)]);
    expect(days.map(({ key, items }) => [key, items.length])).toEqual([
      ['2026-11-29', 2],
      ['2026-11-28', 1],
    ]);
  });

  test('of yesterday are a day old, however few hours that is', () => {
    expect(daysAgo(new Date(2026, 10, 28), new Date(2026, 10, 29, 0, 5))).toBe(1);
  });
});
