/** What was done while the net was away, replayed in order when it returns. One drain at a time on a device. */
import { db, type QueueEntry } from './db';

export type { QueueEntry };

/** What became of one entry: `later` stops the drain and keeps the order. */
export type Outcome =
  { state: 'sent' } | { state: 'refused'; problem: { code: string; message: string } } | { state: 'later' };
export type Send = (entry: QueueEntry) => Promise<Outcome>;

/** Puts something in line. An id that is already there changes nothing: its entry comes back. */
export async function enqueue(
  kind: string,
  payload: unknown,
  id: string = crypto.randomUUID(),
): Promise<QueueEntry> {
  const store = await db();
  const known = await store.find(id);
  if (known) return known;
  const entry = { id, kind, payload, state: 'waiting' as const };
  return { ...entry, at: Number(await store.put('queue', entry)) };
}

/** All entries, oldest first. */
export async function queued(): Promise<QueueEntry[]> {
  return (await db()).all('queue');
}

export async function discard(id: string): Promise<void> {
  const entry = await (await db()).find(id);
  if (entry) await (await db()).delete('queue', entry.at);
}

/** Puts a refused entry back in line, where it stood. */
export async function requeue(id: string): Promise<void> {
  const entry = await (await db()).find(id);
  if (entry) await (await db()).put('queue', { ...entry, state: 'waiting', problem: undefined });
}

/** Sends what waits, oldest first; a refusal is kept for the report and does not hold up the rest. */
export function drain(send: Send): Promise<void> {
  return navigator.locks.request('regulars.queue', async () => {
    const waiting = (await queued()).filter(({ state }) => state === 'waiting');
    for (const entry of waiting) {
      const outcome = await send(entry);
      if (outcome.state === 'later') return;
      await (await db()).put('queue', { ...entry, ...outcome });
    }
  });
}
