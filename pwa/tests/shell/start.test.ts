import { describe, expect, test } from 'vitest';
import { currencyOf, guess, timeZones } from '$shell/start/region';

describe('the first guess for a new business', () => {
  test.each([
    ['en-IN', 'IN', 'INR'],
    ['de-AT', 'AT', 'EUR'],
    ['fr-CH', 'CH', 'CHF'],
  ])('of %s', (language, region, currency) =>
    expect(guess([language])).toMatchObject({ region, currency }),
  );
  test('has money for a country that it does not know', () => {
    expect(currencyOf('UA')).toBeUndefined();
    expect(guess(['uk-UA'])).toMatchObject({ region: 'UA', currency: 'EUR' });
  });
  test('offers the device’s own zone, also by a name that is no longer listed', () => {
    const [known] = Intl.supportedValuesOf('timeZone');
    expect(timeZones(known as string)).toEqual(Intl.supportedValuesOf('timeZone'));
    expect(timeZones('Old/Name')[0]).toBe('Old/Name');
  });
});
