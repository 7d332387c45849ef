/** What became of an act: done, or why not, in the reader's words and at the field that it concerns. */
import { tell } from './problems';
import type { Sent } from './query.svelte';

interface Refused {
  errors: readonly { code: string; message: string; path?: readonly string[]; params?: unknown }[];
}

export interface Outcome<P> {
  /** The payload, when nothing was refused. */
  done?: P;
  /** The first reason that belongs to no field of this form, or the only one. */
  problem?: string;
  /** The reason at a field: its name is the last of the refusal's path. */
  at: Record<string, string>;
}

/** Reads a mutation's answer; `payload` finds it in the data. */
export function outcome<Data, P extends Refused>(sent: Sent<Data>, payload: (data: Data) => P): Outcome<P> {
  if (!sent.data) return { problem: sent.failure, at: {} };
  const answer = payload(sent.data);
  if (!answer.errors.length) return { done: answer, at: {} };
  const at: Record<string, string> = {};
  for (const refusal of answer.errors) {
    const field = refusal.path?.at(-1);
    if (field) at[field] ??= tell(refusal);
  }
  const general = answer.errors.find(({ path }) => !path?.length);
  return { problem: general && tell(general), at };
}
