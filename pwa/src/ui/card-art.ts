/** The engraving of a card: five families of lines, chosen and shaped by the business's name alone. */
import { motifPath } from './motifs';

export const WIDTH = 358;
const HEIGHT = 226;

/** FNV-1a over the name's code points, so that case and composed accents do not matter. */
export function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const letter of name.normalize('NFKC').toLowerCase()) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

type Roll = (low: number, high: number) => number;

/** Mulberry32: small, fast, and the same numbers on every machine. */
function roller(seed: number): Roll {
  let state = seed;
  return (low, high) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return low + (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (high - low);
  };
}

const n = (value: number) => String(Math.round(value * 10) / 10);
const each = (count: number, draw: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => draw(i)).join('');

function rosette(roll: Roll): string {
  const petals = 24 + 4 * Math.floor(roll(0, 5));
  const [wide, high] = [roll(98, 114), roll(36, 54)];
  const petal = (turn: number, k: number) =>
    `<ellipse rx="${n(wide * k)}" ry="${n(high * k)}" transform="rotate(${n(turn)})"/>`;
  const outer = each(petals, (i) => petal((180 / petals) * i, 1));
  const inner = each(petals / 2, (i) => petal((360 / petals) * i, 0.5));
  return `<g transform="translate(268 132)">${outer}${inner}</g>`;
}

function tide(roll: Roll): string {
  const [wave, swell, drift] = [roll(30, 44), roll(16, 26), roll(3.6, 4.6)];
  return each(34, (i) => {
    const lift = swell * (1.2 + Math.sin(i / 5) * 0.9);
    const start = `M${n(Math.sin(i / drift) * 26 - 30)} ${n(i * 7 - 4)}`;
    return `<path d="${start}q${n(wave / 2)} ${n(-lift)} ${n(wave)} 0${each(Math.ceil(420 / wave), () => `t${n(wave)} 0`)}"/>`;
  });
}

function moire(roll: Roll): string {
  const [x, y, gap] = [roll(206, 238), roll(92, 134), roll(6.4, 7.4)];
  const rings = (cx: number, cy: number) =>
    each(24, (i) => `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(8 + i * gap)}"/>`);
  return rings(x, y) + rings(x + roll(66, 84), y + roll(18, 32));
}

function scale(roll: Roll): string {
  const radius = 26 + 3 * Math.floor(roll(0, 4));
  const [aside, down, inset] = [roll(0, 2 * radius), roll(0, radius), roll(5.2, 6.4)];
  const arc = (x: number, y: number, r: number) => `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 0 1 ${n(2 * r)} 0`;
  const row = (y: number) =>
    each(Math.ceil(WIDTH / (2 * radius)) + 3, (i) => {
      const cx = i * 2 * radius + (y % 2 ? radius : 0) - aside;
      return each(4, (k) => arc(cx, y * radius * 0.9 + down, radius - k * inset));
    });
  return `<path d="${each(Math.ceil(HEIGHT / (radius * 0.9)) + 2, row)}"/>`;
}

function lattice(roll: Roll): string {
  const [step, bend] = [roll(36, 44), roll(20, 32)];
  const strand = (x: number, y: number, lift: number) =>
    `M${n(x)} ${n(y)}q${n(step / 2)} ${n(lift)} ${n(step)} 0${each(Math.ceil(420 / step), () => `t${n(step)} 0`)}`;
  const rows = each(
    24,
    (i) => strand(-30, i * 10 - 4, -bend) + strand(-30 + step / 2, i * 10 + 1, bend * 1.6),
  );
  return `<path d="${rows}"/>`;
}

const families = { rosette, tide, moire, scale, lattice };

export type Family = keyof typeof families;

export function familyOf(name: string): Family {
  const names = Object.keys(families) as Family[];
  return names[seedOf(name) % names.length] as Family;
}

/** One motif as five parallel cuts: ever thinner strokes, foil and gap by turns. */
function engrave(path: string, foil: string): string {
  const cuts = [2.3, 1.95, 1.45, 1.1, 0.62, 0.27];
  const strokes = cuts
    .map((width, i) => `<path d="${path}" stroke="${i % 2 ? '#000' : '#fff'}" stroke-width="${width}"/>`)
    .join('');
  return (
    `<mask id="cut" maskUnits="userSpaceOnUse" x="-4" y="-4" width="32" height="32">` +
    `<g fill="none" stroke-linecap="round" stroke-linejoin="round">${strokes}</g></mask>` +
    `<rect x="-4" y="-4" width="32" height="32" fill="${foil}" stroke="none" mask="url(#cut)" transform="translate(222 72) scale(5)"/>`
  );
}

/** The whole drawing as SVG. It thins to nothing at the start, where the name stands. */
export function cardArt(name: string, foil: string, motif?: string | null): string {
  const path = motifPath(motif);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" fill="none" stroke="${foil}">` +
    `<defs><linearGradient id="fade" x1=".12" x2=".8" y1=".3" y2=".62"><stop stop-color="#000"/>` +
    `<stop offset=".9" stop-color="#fff"/></linearGradient>` +
    `<mask id="veil"><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#fade)" stroke="none"/></mask></defs>` +
    `<g mask="url(#veil)" stroke-width=".7" opacity=".5">${families[familyOf(name)](roller(seedOf(name)))}</g>` +
    `${path && engrave(path, foil)}</svg>`
  );
}

const drawn = new Map<string, string>();

/** The drawing as an address for `<img>`: drawn once per business, painted by the browser as a picture. */
export function cardArtUrl(name: string, foil: string, motif?: string | null): string {
  const key = [name, foil, motif].join('\n');
  let url = drawn.get(key);
  if (!url) {
    url = `data:image/svg+xml,${encodeURIComponent(cardArt(name, foil, motif))}`;
    drawn.set(key, url);
  }
  return url;
}
