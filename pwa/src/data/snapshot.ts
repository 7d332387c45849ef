/** The last seen state of a screen, kept on the device with its age, so that offline shows what was there. */
import { db } from './db';

interface Aged<T> {
  value: T;
  savedAt: number;
}

/** Keeps a plain (structured-cloneable) value under a name; the newest one wins. */
export async function saveSnapshot(
  name: string,
  value: unknown,
  savedAt: number = Date.now(),
): Promise<void> {
  await (await db()).put('snapshots', { value, savedAt }, name);
}

export async function readSnapshot<T>(name: string): Promise<Aged<T> | undefined> {
  return (await (await db()).get('snapshots', name)) as Aged<T> | undefined;
}

/** Forgets what was kept for one session (names start with `customer:` or `staff:`). */
export async function dropSnapshots(prefix: string): Promise<void> {
  const store = await db();
  const names = (await store.keys('snapshots')).filter((key) => String(key).startsWith(prefix));
  await Promise.all(names.map((name) => store.delete('snapshots', name)));
}
