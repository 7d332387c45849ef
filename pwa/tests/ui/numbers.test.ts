import { describe, expect, test } from 'vitest';
import { chads } from '$ui/chads';
import { countAt, milliseconds } from '$ui/counter';
import { partOrder, realDay } from '$ui/days';
import { hoursShown } from '$ui/hours';
import { countries, homeCountry, toE164, type Country } from '$ui/phone';
import { showPhone } from '$ui/phone-text';
import { qrPath } from '$ui/qr';
import { visibleSlice } from '$ui/virtual';

describe('the hours of a day', () => {
  test('go from morning to evening, also when nothing happened', () => {
    expect(hoursShown(new Map([[3, 0]]))).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  });
  test('reach as far as there were bills: none is left out', () => {
    const shown = hoursShown(
      new Map([
        [1, 2],
        [9, 1],
        [23, 4],
      ]),
    );
    expect([shown[0], shown.at(-1), shown.length]).toEqual([1, 23, 23]);
  });
});

describe('the counter', () => {
  test('begins where it was and ends exactly where it should', () => {
    expect(countAt(1240, 1360, 0, 900)).toBe(1240);
    expect(countAt(1240, 1360, 900, 900)).toBe(1360);
    expect(countAt(1240, 1360, 5000, 900)).toBe(1360);
  });
  test('is fast first and never turns round', () => {
    const steps = [0, 100, 200, 400, 600, 800, 900].map((at) => countAt(0, 1000, at, 900));
    expect(steps).toEqual([...steps].sort((x, y) => x - y));
    expect(countAt(0, 1000, 450, 900)).toBe(875);
  });
  test('counts down as well', () => expect(countAt(500, 0, 450, 900)).toBe(63));
  test('does not count when motion is not wanted', () => expect(countAt(1, 99, 0, 0)).toBe(99));
  test('reads both of the units of a time', () =>
    expect(['900ms', '1.6s', '0ms', ''].map(milliseconds)).toEqual([900, 1600, 0, 0]));
});

describe('a long table', () => {
  test('draws what is in sight and a little more', () => {
    expect(visibleSlice(100_000, 50, 50_000, 500)).toEqual({
      from: 992,
      to: 1018,
      before: 49_600,
      after: 4_949_100,
    });
  });
  test('draws all of a short one', () => {
    expect(visibleSlice(3, 50, 0, 500)).toEqual({ from: 0, to: 3, before: 0, after: 0 });
  });
  test('keeps the height of all rows at every place', () => {
    for (const scrolled of [0, 1, 2_499, 4_000, 9_999]) {
      const { from, to, before, after } = visibleSlice(100, 50, scrolled, 400);
      expect(before + (to - from) * 50 + after).toBe(5000);
    }
  });
  test('survives rows that went away', () => expect(visibleSlice(2, 50, 90_000, 400).from).toBe(2));
});

describe('a phone number', () => {
  const country = (iso: string, code: string): Country => ({ iso, code });
  test.each([
    [country('IN', '91'), '98220 41763', '+919822041763'],
    [country('DE', '49'), '0171 2345678', '+491712345678'],
    [country('IT', '39'), '06 698 12345', '+390669812345'],
    [country('IN', '91'), '+353 87 441 2208', '+353874412208'],
    [country('IN', '91'), '00353 87 441 2208', '+353874412208'],
  ])('of %o typed as %s is %s', (from, typed, e164) => expect(toE164(from, typed)).toBe(e164));
  test.each(['', '12', 'abc', '98220 41763 98220 41763'])('is not made of %s', (typed) => {
    expect(toE164(country('IN', '91'), typed)).toBeUndefined();
  });
  test('starts with the country of the device', () => {
    expect(homeCountry(['de-AT', 'en'])).toEqual(country('AT', '43'));
    expect(homeCountry(['en'])).toEqual(country('IN', '91'));
  });
  test('is shown with air in it', () => expect(showPhone('+919822041763')).toBe('+91 98220 41763'));
  test('of North America has its own groups', () =>
    expect(showPhone('+12125550123')).toBe('+1 212 555 0123'));
  test.each(countries)('of $iso is shown with its calling code apart', ({ code }) => {
    expect(showPhone(`+${code}123456789`).split(' ')[0]).toBe(`+${code}`);
  });
});

describe('a birthday', () => {
  test('exists', () => expect(realDay(12, 5, 2019)).toEqual({ day: 12, month: 5, year: 2019 }));
  test('may go without its year, also on the 29th of February', () =>
    expect(realDay(29, 2)).toEqual({ day: 29, month: 2 }));
  test.each([
    [29, 2, 2023],
    [31, 4, 2020],
    [1, 1, 2999],
    [1, 1, 1850],
    [0, 1, 2000],
  ])('is not %d.%d.%d', (day, month, year) => expect(realDay(day, month, year)).toBeUndefined());
  test('is asked for in the order of the language', () => {
    expect(partOrder('en-US')).toEqual(['month', 'day', 'year']);
    expect(partOrder('de')).toEqual(['day', 'month', 'year']);
    expect(partOrder('ja')).toEqual(['year', 'month', 'day']);
  });
});

test('a QR code has its three eyes, and no module twice', () => {
  const { path, size } = qrPath('RGL1:482177304821');
  expect(path.match(/a2 2/g)).toHaveLength(12);
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1/g)].map(
    ([, x, y, run]) => [x, y, run].map(Number) as [number, number, number],
  );
  const cells = runs.flatMap(([x, y, run]) => Array.from({ length: run }, (_, i) => `${x + i} ${y}`));
  expect(new Set(cells).size).toBe(cells.length);
  expect(cells.some((cell) => cell.split(' ').every((at) => Number(at) < 7))).toBe(false);
  expect(size).toBeGreaterThanOrEqual(21);
});

test('chads fall alike from the same seed, and inside the screen', () => {
  const shower = chads(60, ['#fff', '#000']);
  expect(shower).toEqual(chads(60, ['#fff', '#000']));
  expect(shower).toHaveLength(60);
  expect(shower.every(({ x, wait }) => x >= 0 && x <= 100 && wait <= 0.35)).toBe(true);
});
