/** The voucher that was taken a moment ago: its screen celebrates once. */
let newest: string | undefined;

export const celebrateTaken = (voucherId: string): void => void (newest = voucherId);

/** Whether this one is to be celebrated; only the first who asks is told so. */
export function isJustTaken(voucherId: string): boolean {
  if (newest !== voucherId) return false;
  newest = undefined;
  return true;
}
