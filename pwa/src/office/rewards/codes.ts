/** Codes out of a file or a text that somebody typed. */

export const MOST_CODES = 5_000;

interface FoundCodes {
  codes: string[];
  /** How many stood there more than once. */
  twice: number;
  /** Lines that are no code: too short, too long, or with other signs. */
  odd: number;
}

/** What a code may be, as the server keeps it: 4 to 32 letters and digits. */
const CODE = /^[A-Z0-9]{4,32}$/;
const HEAD = /^(code|codes|voucher|gutschein|gutscheincode)$/i;

/** The first column of a CSV file, or one code to a line. Quotes, spaces and dashes do not count; a head is left out. */
export function codesOf(text: string): FoundCodes {
  const cells = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => (line.split(/[;,\t]/)[0] ?? '').replace(/["']/g, '').trim())
    .filter((cell, at) => cell && !(at === 0 && HEAD.test(cell)));
  const kept = cells.map((cell) => cell.replace(/[\s._-]+/g, '').toUpperCase());
  const good = kept.filter((code) => CODE.test(code));
  const codes = [...new Set(good)];
  return { codes, twice: good.length - codes.length, odd: kept.length - good.length };
}

/** A name that every system takes for a file. */
export const fileName = (name: string): string =>
  `${name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'codes'}.csv`;
