/** Which lines come back, and how much of each is still open. */
export interface ReturnableLine {
  seq: number;
  name: string;
  sku: string;
  amount: { minorUnits: number };
  returned: { minorUnits: number };
}

/** The chosen lines with all that is still open of them; a line that is fully returned is left out. */
export function chosenLines(
  lines: readonly ReturnableLine[],
  picked: readonly number[],
): { seq: number; amountMinorUnits: number }[] {
  return lines
    .filter(({ seq }) => picked.includes(seq))
    .map(({ seq, amount, returned }) => ({ seq, amountMinorUnits: amount.minorUnits - returned.minorUnits }))
    .filter(({ amountMinorUnits }) => amountMinorUnits > 0);
}
