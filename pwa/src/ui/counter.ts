/** Counting from one figure to another: the values to show on the way. */

/** Where a count stands after `passed` of `lasting` ms: fast first, then settling (ease-out cubic). */
export function countAt(from: number, to: number, passed: number, lasting: number): number {
  if (lasting <= 0 || passed >= lasting) return to;
  const left = 1 - Math.max(0, passed) / lasting;
  return Math.round(to - (to - from) * left ** 3);
}

/** The length of a CSS time such as `900ms` or `1.6s`, in ms. */
export function milliseconds(time: string): number {
  const value = Number.parseFloat(time) || 0;
  return /\ds\s*$/.test(time) ? value * 1000 : value;
}
