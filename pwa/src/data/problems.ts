/** Refusals in the reader's words. */
import { lookUp, useTexts } from '$i18n/texts.svelte';

// Whoever can be refused brings the words for it along.
void useTexts('errors');

/** A refusal's sentence by its code, in the reader's language; else the server's English one. */
export function tell(problem: { code: string; message: string; params?: unknown }): string {
  const values = (problem.params ?? {}) as Record<string, string | number>;
  return lookUp(`errors.${problem.code}`, values) ?? problem.message;
}
