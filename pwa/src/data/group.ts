/** Items that follow each other under one heading, in their order. */
export function groupBy<T>(
  items: readonly T[],
  heading: (item: T) => string,
): [heading: string, items: T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = heading(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups];
}
