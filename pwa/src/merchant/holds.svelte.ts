/** What this till holds for customers: it stays though the sheet is closed, until it is given, let go, or its time is over. */
import type { HeldVoucher } from '$data/documents/till-rewards';

let held = $state.raw<ReadonlyMap<string, HeldVoucher>>(new Map());

export const holdOf = (customerId: string): HeldVoucher | undefined => held.get(customerId);

export function keepHold(customerId: string, voucher: HeldVoucher | undefined): void {
  const next = new Map(held);
  if (voucher) next.set(customerId, voucher);
  else next.delete(customerId);
  held = next;
}
