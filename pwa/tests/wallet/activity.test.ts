import { describe, expect, test } from 'vitest';
import { byMonth, unique } from '../../src/wallet/activity/grouping';
import { spent, total, weeksOf, WEEKS } from '../../src/wallet/activity/weeks';
import { transaction } from './make';

/** Local time, as a reader's calendar has it. */
const at = (year: number, month: number, day: number, hour = 12) =>
  new Date(year, month - 1, day, hour).toISOString();

describe('months', () => {
  test('keep the order of the list', () => {
    const list = [at(2026, 3, 2), at(2026, 3, 1), at(2026, 2, 28), at(2025, 2, 27)].map((occurredAt, i) =>
      transaction({ id: String(i), occurredAt }),
    );
    expect(byMonth(list).map(({ key, items }) => [key, items.map(({ id }) => id)])).toEqual([
      ['2026-03', ['0', '1']],
      ['2026-02', ['2']],
      ['2025-02', ['3']],
    ]);
  });
  test('begin and end with the reader’s own days', () => {
    const list = [at(2026, 3, 1, 0), at(2026, 2, 28, 23)].map((occurredAt) => transaction({ occurredAt }));
    expect(byMonth(list).map(({ key }) => key)).toEqual(['2026-03', '2026-02']);
  });
  test('of nothing are none', () => expect(byMonth([])).toEqual([]));
});

test('overlapping pages show each transaction once', () => {
  const page = (...ids: string[]) => ids.map((id) => transaction({ id }));
  expect(unique(page('a', 'b'), page('b', 'c')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

describe('the last twelve weeks', () => {
  const now = new Date(2026, 2, 10, 18);
  const earn = (occurredAt: string, points = 100) => transaction({ occurredAt, points });

  test('end with today and begin 84 days before tomorrow', () => {
    const weeks = weeksOf([], now);
    expect(weeks).toHaveLength(WEEKS);
    expect(weeks[0]?.start).toEqual(new Date(2025, 11, 17));
    expect(weeks[11]?.start).toEqual(new Date(2026, 2, 4));
  });
  test('count what came, what went and how often', () => {
    const weeks = weeksOf(
      [
        earn(at(2026, 3, 10)),
        earn(at(2026, 3, 4, 0), 50),
        transaction({ kind: 'REDEEM', points: -80, occurredAt: at(2026, 3, 5) }),
        transaction({ kind: 'ADJUST', points: 10, occurredAt: at(2026, 3, 3, 23) }),
      ],
      now,
    );
    expect(weeks[11]).toMatchObject({ earned: 150, left: 80, visits: 2 });
    expect(weeks[10]).toMatchObject({ earned: 10, left: 0, visits: 0 });
    expect(total(weeks, 'earned')).toBe(160);
  });
  test('leave out what is older and what is still on its way', () => {
    const weeks = weeksOf([earn(at(2025, 12, 16)), { ...earn(at(2026, 3, 10)), isPending: true }], now);
    expect(total(weeks, 'earned')).toBe(0);
    expect(total(weeks, 'visits')).toBe(0);
  });
  test('call spent only what the holder spent', () => {
    const list = [
      transaction({ kind: 'REDEEM', points: -80, occurredAt: at(2026, 3, 5) }),
      transaction({ kind: 'EXPIRE', points: -60, occurredAt: at(2026, 3, 6) }),
      transaction({ kind: 'REDEEM', points: -10, occurredAt: at(2025, 3, 6) }),
    ];
    expect(spent(list, new Date(2025, 11, 17))).toBe(80);
  });
});
