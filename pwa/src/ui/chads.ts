/** Where the chads fall: the same shower for the same seed, so that pictures can be compared. */

interface Chad {
  /** Percent of the width. */
  x: number;
  /** Px. */
  width: number;
  height: number;
  /** Degrees. */
  turn: number;
  /** Share of the fall that passes before it starts. */
  wait: number;
  colour: string;
}

export function chads(count: number, colours: readonly string[], seed = 1): Chad[] {
  let state = seed;
  const roll = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    const width = 5 + roll() * 9;
    return {
      x: roll() * 100,
      width,
      height: width * (0.4 + roll() * 0.6),
      turn: roll() * 180,
      wait: roll() * 0.35,
      colour: colours[Math.floor(roll() * colours.length)] ?? '#ffb21c',
    };
  });
}

/** Where something stands, in px. */
type Box = Pick<DOMRect, 'x' | 'y' | 'width' | 'height'>;

/** Room beyond the text, and how softly the paper fades there. */
const ROOM = 6;

/** A mask that keeps what falls away from texts: each lies in an ellipse of its own, in which nothing is seen. */
export function clearing(boxes: readonly Box[]): string {
  return boxes
    .map(({ x, y, width, height }) => {
      const [rx, ry] = [width, height].map((size) => Math.ceil((size / 2) * Math.SQRT2 + ROOM));
      return `radial-gradient(${rx}px ${ry}px at ${x + width / 2}px ${y + height / 2}px, #0000 92%, #000 112%)`;
    })
    .join(', ');
}
