import { describe, expect, test } from 'vitest';
import { codesOf, fileName } from '../../src/office/rewards/codes';

describe('codes out of a text', () => {
  test('are the first column of a CSV file, without its head', () => {
    const text = '\uFEFFcode;seat\r\n"film-0001";a\nFILM 0002,b\nFILM0003\tc\n';
    expect(codesOf(text)).toEqual({ codes: ['FILM0001', 'FILM0002', 'FILM0003'], twice: 0, odd: 0 });
  });
  test('count once, and lines that are none are told', () => {
    expect(codesOf('save-10 a\nSAVE10A\n\nabc\nüüüü\n')).toEqual({ codes: ['SAVE10A'], twice: 1, odd: 2 });
  });
  test('are none in nothing', () => {
    expect(codesOf(' \n')).toEqual({ codes: [], twice: 0, odd: 0 });
  });
});

test('a name becomes a file', () => {
  expect(fileName('Flyer: Mai/Juni')).toBe('Flyer-Mai-Juni.csv');
  expect(fileName('///')).toBe('codes.csv');
});
