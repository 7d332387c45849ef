import { describe, expect, test } from 'vitest';
import { brandColours, coloursOf, initialsOf, LEAST } from '$ui/brand';
import { contrast, mix, mixOklab, parseHex, type Rgb } from '$ui/colour';

const rgb = (hex: string) => parseHex(hex) as Rgb;
const INK = rgb('#1f1618');
const WHITE = rgb('#fff');

/** Every 32nd step of each channel: 729 stocks, each with a foil that is the same, the opposite, and grey. */
function* everyBrand(): Generator<[stock: string, foil: string]> {
  const steps = Array.from({ length: 9 }, (_, i) => Math.min(255, i * 32));
  const hex = (...channels: number[]) => `#${channels.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
  for (const r of steps)
    for (const g of steps)
      for (const b of steps) {
        yield [hex(r, g, b), hex(r, g, b)];
        yield [hex(r, g, b), hex(255 - r, 255 - g, 255 - b)];
        yield [hex(r, g, b), '#808080'];
      }
}

describe('a brand', () => {
  test('is readable whatever its two colours are', () => {
    for (const [stock, foil] of everyBrand()) {
      const { a, b, tone } = brandColours(stock, foil);
      const [on, ground] = [tone === 'pale' ? INK : WHITE, rgb(a)];
      const lit = mixOklab(ground, WHITE, tone === 'pale' ? 0.6 : 0.84);
      expect(contrast(on, ground), `text on ${stock}`).toBeGreaterThanOrEqual(LEAST.text);
      expect(contrast(mix(on, ground, 0.9), lit), `small text on lit ${stock}`).toBeGreaterThanOrEqual(
        LEAST.soft,
      );
      expect(contrast(rgb(b), ground), `foil ${foil} on ${stock}`).toBeGreaterThanOrEqual(LEAST.foil);
    }
  });

  test('keeps colours that are good already', () => {
    expect(brandColours('#7a2b12', '#f6b65a')).toEqual({ a: '#7a2b12', b: '#f6b65a', tone: 'deep' });
    expect(brandColours('#ead9c4', '#74402a')).toEqual({ a: '#ead9c4', b: '#74402a', tone: 'pale' });
  });

  test('with broken colours wears our own', () => {
    expect(brandColours('', 'red')).toEqual(brandColours('#8e1b4b', '#ffb21c'));
  });

  test('is worked out once', () => {
    const brand = { stockColor: '#123456', foilColor: '#abcdef' };
    expect(coloursOf(brand)).toBe(coloursOf({ ...brand }));
  });

  test.each([
    ['Saffron Crumb', 'SC'],
    ['Finch & Marlowe', 'FM'],
    ['lumen', 'LU'],
    ['Éclair d’Or', 'ÉD'],
    ['  ', '?'],
    ['7 Eleven', '7E'],
  ])('%s is shortened to %s', (name, letters) => expect(initialsOf(name)).toBe(letters));
});
