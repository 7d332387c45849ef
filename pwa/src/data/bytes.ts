/** Bytes as text: base64url for the API, Base45 (RFC 9285) for pictures. */

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const BASE = 45;

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** Two bytes as three letters, a last single byte as two; the least significant letter first. */
export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair ? (bytes[at] as number) * 256 + (bytes[at + 1] as number) : (bytes[at] as number);
    for (let letters = pair ? 3 : 2; letters > 0; letters -= 1) {
      text += LETTERS[value % BASE];
      value = Math.floor(value / BASE);
    }
  }
  return text;
}

/** The inverse of `toBase45`; `undefined` for anything else. */
export function fromBase45(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const values = [...text.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter));
    const value = values.reduceRight((sum, each) => sum * BASE + each, 0);
    const size = values.length - 1;
    if (values.includes(-1) || size < 1 || value >= 256 ** size) return undefined;
    if (size === 2) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return new Uint8Array(bytes);
}
