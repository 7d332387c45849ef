import { describe, expect, test } from 'vitest';
import { MAX_MINOR_UNITS, padKey, press, type PadKey } from '$ui/amount';

const type = (keys: PadKey[], whole = 1) => keys.reduce((amount, key) => press(amount, key, whole), 0);

describe('the amount pad', () => {
  test('takes digits in from the right', () => expect(type(['1', '2', '0', '5'])).toBe(1205));
  test('adds two zeros at once', () => expect(type(['1', '2', '00'])).toBe(1200));
  test('counts whole units where the till does not use small ones', () =>
    expect(type(['1', '2', '00'], 100)).toBe(120_000));
  test('takes the last digit back', () => expect(type(['1', '2', 'back'])).toBe(1));
  test('takes back nothing from nothing', () => expect(type(['back'])).toBe(0));
  test('takes back a whole unit where it counts them', () =>
    expect(press(120_000, 'back', 100)).toBe(12_000));
  test('leading zeros are nothing', () => expect(type(['0', '00', '7'])).toBe(7));

  test('a slip beyond the most changes nothing', () => {
    expect(press(MAX_MINOR_UNITS, '1')).toBe(MAX_MINOR_UNITS);
    expect(press(500, '1', 1, 5000)).toBe(500);
    expect(press(500, '0', 1, 5000)).toBe(5000);
  });

  test('hears the keyboard', () => {
    expect(['7', 'Backspace', 'Delete', 'a', 'Enter', '٣'].map(padKey)).toEqual([
      '7',
      'back',
      'back',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
