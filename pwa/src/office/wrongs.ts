/** What is wrong with the fields of a form, in words: `say` has the sentence of each problem. */
export function wrongs<Problem extends string>(
  wrong: Readonly<Record<string, Problem>>,
  say: (problem: Problem) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(wrong).map(([field, problem]) => [field, say(problem)]));
}
