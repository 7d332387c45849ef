/** A QR code as one path: modules in runs, and the three eyes with round corners. */
import { encode } from 'uqr';

const EYE = 7;

function eye(x: number, y: number): string {
  const box = (at: number, size: number, r: number) => {
    const side = size - 2 * r;
    return (
      `M${x + at + r} ${y + at}h${side}a${r} ${r} 0 0 1 ${r} ${r}v${side}a${r} ${r} 0 0 1 ${-r} ${r}` +
      `h${-side}a${r} ${r} 0 0 1 ${-r} ${-r}v${-side}a${r} ${r} 0 0 1 ${r} ${-r}z`
    );
  };
  return box(0, 7, 2) + box(1, 5, 1.2) + box(2, 3, 0.9);
}

/** The path (fill rule evenodd) and the width of the square it is drawn in. */
export function qrPath(text: string, correction: 'L' | 'M' = 'M'): { path: string; size: number } {
  const { data, size } = encode(text, { ecc: correction, border: 0 });
  const inEye = (x: number, y: number) =>
    (x < EYE && (y < EYE || y >= size - EYE)) || (x >= size - EYE && y < EYE);
  let path = eye(0, 0) + eye(size - EYE, 0) + eye(0, size - EYE);
  data.forEach((row, y) => {
    let run = 0;
    for (let x = 0; x <= size; x++) {
      if (x < size && row[x] && !inEye(x, y)) run += 1;
      else if (run) {
        path += `M${x - run} ${y}h${run}v1h${-run}z`;
        run = 0;
      }
    }
  });
  return { path, size };
}
