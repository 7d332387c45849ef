/** A picture made ready for the server: as large as a screen shows it, and square where it stands in a square. */

const SIDE = 640;
const QUALITY = 0.86;

interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What is kept of a picture, and how large it becomes: the middle of it where it is to be square. */
export function fit(width: number, height: number, isSquare: boolean): { part: Part; to: [number, number] } {
  const cut = Math.min(width, height);
  const part = isSquare
    ? { x: (width - cut) / 2, y: (height - cut) / 2, width: cut, height: cut }
    : { x: 0, y: 0, width, height };
  const scale = Math.min(1, SIDE / Math.max(part.width, part.height));
  return { part, to: [Math.round(part.width * scale), Math.round(part.height * scale)] };
}

/** The picture, smaller; the file itself where this browser cannot read it: then the server says what is wrong. */
export async function prepared(file: Blob, isSquare: boolean): Promise<Blob> {
  try {
    const image = await createImageBitmap(file);
    const { part, to } = fit(image.width, image.height, isSquare);
    const isFine = to[0] === image.width && to[1] === image.height && file.size < 200_000;
    if (isFine) return file;
    const canvas = new OffscreenCanvas(...to);
    canvas.getContext('2d')?.drawImage(image, part.x, part.y, part.width, part.height, 0, 0, ...to);
    const made = await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
    // A browser that cannot write WebP writes PNG, which is large for a photograph.
    return made.type === 'image/webp' || made.size < 400_000
      ? made
      : await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  } catch {
    return file;
  }
}
