/** A business's two colours made safe: text on its card is always readable, its foil always visible. */
import { contrast, mix, mixOklab, parseHex, toHex, type Rgb } from './colour';

/** What a card needs to know of a business. Colours are hex; a broken one falls back to Regulars' own. */
export interface Brand {
  name: string;
  stockColor: string;
  foilColor: string;
  /** One or two letters; taken from the name when absent. */
  initials?: string | null;
  logoUrl?: string | null;
  /** A key of `motifs`; cut into the card as an engraver would. */
  motif?: string | null;
}

interface BrandColours {
  a: string;
  b: string;
  tone: 'deep' | 'pale';
}

const WHITE: Rgb = [1, 1, 1];
const INK = parseHex('#1f1618') as Rgb;
const NIGHT = parseHex('#120a0c') as Rgb;
const BEET = parseHex('#8e1b4b') as Rgb;
const BRASS = parseHex('#ffb21c') as Rgb;

/** Least contrast of text on the stock, of its softer sibling on the lit stock, and of the foil's lines. */
export const LEAST = { text: 6, soft: 4.5, foil: 3 } as const;

function readable(stock: Rgb, on: Rgb): boolean {
  const lit = mixOklab(stock, WHITE, on === INK ? 0.6 : 0.84);
  const shade = mixOklab(stock, on === INK ? (parseHex('#5a4030') as Rgb) : NIGHT, on === INK ? 0.92 : 0.82);
  const soft = mix(on, stock, 0.9);
  const grounds = [stock, lit, shade];
  return contrast(on, stock) >= LEAST.text && grounds.every((ground) => contrast(soft, ground) >= LEAST.soft);
}

function moveUntil(start: Rgb, towards: Rgb, good: (colour: Rgb) => boolean): Rgb {
  for (let kept = 100; kept > 0; kept -= 2) {
    const colour = parseHex(toHex(mixOklab(start, towards, kept / 100))) as Rgb;
    if (good(colour)) return colour;
  }
  return towards;
}

/** Darkens (or pales) the stock and lightens (or darkens) the foil just as far as reading needs it. */
export function brandColours(stock: string, foil: string): BrandColours {
  const wanted = parseHex(stock) ?? BEET;
  const pale = contrast(INK, wanted) > contrast(WHITE, wanted);
  const on = pale ? INK : WHITE;
  const a = moveUntil(wanted, pale ? WHITE : NIGHT, (colour) => readable(colour, on));
  const b = moveUntil(parseHex(foil) ?? BRASS, on, (colour) => contrast(colour, a) >= LEAST.foil);
  return { a: toHex(a), b: toHex(b), tone: pale ? 'pale' : 'deep' };
}

const known = new Map<string, BrandColours>();

/** The same, remembered: cards are drawn often and brands are few. */
export function coloursOf(brand: Pick<Brand, 'stockColor' | 'foilColor'>): BrandColours {
  const key = `${brand.stockColor} ${brand.foilColor}`;
  const found = known.get(key) ?? brandColours(brand.stockColor, brand.foilColor);
  known.set(key, found);
  return found;
}

/** The card of whoever stands on a tier: its foil is the tier's, where that has a colour of its own. */
export const onTier = <B extends Pick<Brand, 'foilColor'>>(brand: B, colour?: string): B =>
  colour ? { ...brand, foilColor: colour } : brand;

/** Two letters that stand for a name: the first of the first two words, else the first two letters. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{N}'’.]*/gu) ?? [];
  const [first, second] = words;
  if (!first) return '?';
  const letters = second ? firstLetter(first) + firstLetter(second) : [...first].slice(0, 2).join('');
  return letters.toLocaleUpperCase();
}

const firstLetter = (word: string) => [...word][0] ?? '';
