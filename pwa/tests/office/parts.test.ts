/** A file in parts, and days as somebody types them. */
import { describe, expect, test } from 'vitest';
import { daysOf } from '../../src/office/business/program';
import { partsOf } from '../../src/office/points/parts';

describe('a file', () => {
  const text = 'a,b\n1,2\n3,4\n';

  test.each([1, 3, 4, 5, 8, 100])('in parts of %i is the same file, cut at its lines', (size) => {
    const parts = partsOf(text, size);
    expect(parts.join('')).toBe(text);
    for (const part of parts) expect(part.endsWith('\n')).toBe(true);
  });

  test('without a line has one part, and its last line needs no end', () => {
    expect(partsOf('')).toEqual(['']);
    expect(partsOf('a\nb', 2)).toEqual(['a\n', 'b']);
  });
});

describe('the days of reminders', () => {
  test.each([
    ['30, 7, 1', [30, 7, 1]],
    ['', []],
    [' 14;3 ', [14, 3]],
    ['0', undefined],
    ['181', undefined],
    ['soon', undefined],
    ['1,2,3,4,5,6', undefined],
  ])('%s', (typed, days) => {
    expect(daysOf(typed)).toEqual(days);
  });
});
