import { describe, expect, test } from 'vitest';
import { currencyOf, guess, timeZones } from '$shell/start/region';

describe('the first guess for a new business', () => {
  test.each([
    ['en-IN', 'IN', 'INR'],
    ['de-AT', 'AT', 'EUR'],
    ['fr-CH', 'CH', 'CHF'],
  ])('of %s', (language, region, currency) => expect(guess([language])).toMatchObject({ region, currency }));
  test('has money for a country that it does not know', () => {
    expect(currencyOf('UA')).toBeUndefined();
    expect(guess(['uk-UA'])).toMatchObject({ region: 'UA', currency: 'EUR' });
  });
  test('offers every zone once, by the name that its city has today, and the device’s own', () => {
    const zones = timeZones('Own/Place');
    expect(zones).toEqual([...new Set(zones)].sort());
    expect(zones).toEqual(expect.arrayContaining(['Asia/Kolkata', 'Europe/Berlin', 'Own/Place']));
    expect(zones).not.toContain('Asia/Calcutta');
  });
});
