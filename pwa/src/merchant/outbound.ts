/** A sale on its way: at once when the net is there, later and in order when it is not. */
import type { VariablesOf } from '$data/graphql';
import { RecordSale } from '$data/documents/till-sale';
import { drain, enqueue, type Outcome, type QueueEntry } from '$data/queue';
import { send } from '$data/query.svelte';
import type { Customer } from './till.svelte';

export type SaleInput = VariablesOf<typeof RecordSale>['input'];

/** What waits in the queue: the input as it will be sent, and what a person wants to see of it. */
export interface WaitingSale {
  input: SaleInput;
  name: string;
}

/** The part of the input that says who buys. */
export function buyerInput(customer: Customer): Partial<SaleInput> {
  if (customer.kind === 'phone') return { phone: customer.phone };
  if (customer.kind === 'code') return { offlineCode: customer.code, scannedAt: customer.scannedAt };
  return customer.token ? { customerToken: customer.token } : { customerId: customer.info.id };
}

/** Keeps a sale on this device until it can be sent. Its idempotency key stays, so it counts once. */
export async function keep(sale: WaitingSale): Promise<void> {
  await enqueue('sale', sale, sale.input.idempotencyKey);
}

async function replay(entry: QueueEntry): Promise<Outcome> {
  const { input } = entry.payload as WaitingSale;
  const sent = await send(RecordSale, { input }, 'staff');
  if (!sent.data) return { state: 'later' };
  const [problem] = sent.data.recordPurchase.errors;
  return problem ? { state: 'refused', problem } : { state: 'sent' };
}

/** Sends what waits, oldest first. */
export const sendWaiting = (): Promise<void> => drain(replay);
