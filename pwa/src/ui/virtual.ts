/** Which rows of a long table are worth drawing. */

interface Slice {
  /** First row drawn, and the one after the last. */
  from: number;
  to: number;
  /** Px that the rows before and after would take. */
  before: number;
  after: number;
}

/** Rows of equal height: those in sight and a few beyond, so that a quick thumb does not see the edge. */
export function visibleSlice(
  total: number,
  rowHeight: number,
  scrolled: number,
  viewport: number,
  beyond = 8,
): Slice {
  const first = Math.floor(Math.max(0, scrolled) / rowHeight);
  const inSight = Math.ceil(viewport / rowHeight);
  const from = Math.max(0, Math.min(first - beyond, total));
  const to = Math.min(total, first + inSight + beyond);
  return { from, to, before: from * rowHeight, after: (total - to) * rowHeight };
}
