/** A file cut into parts of whole lines, as the server reads it. */

/** Leaves room below what the server takes. */
const PART_CHARACTERS = 250_000;

/** Parts of at most so many characters, each of whole lines; a longer line is a part of its own. */
export function partsOf(text: string, size = PART_CHARACTERS): string[] {
  const parts: string[] = [];
  let from = 0;
  while (from < text.length) {
    let to = Math.min(text.length, from + size);
    if (to < text.length) {
      const end = text.lastIndexOf('\n', to - 1);
      const next = text.indexOf('\n', to);
      to = end >= from ? end + 1 : next < 0 ? text.length : next + 1;
    }
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts.length ? parts : [''];
}

/** The SHA-256 of a file in hexadecimal digits: the same file is told by it. */
export async function fingerprintOf(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
