import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '$data/db';
import { discard, drain, enqueue, queued, requeue, type QueueEntry } from '$data/queue';
import { dropSnapshots, readSnapshot, saveSnapshot } from '$data/snapshot';

beforeEach(async () => {
  await (await db()).clear('queue');
  await (await db()).clear('snapshots');
});

const states = async () => (await queued()).map(({ id, state }) => [id, state]);
const problem = { code: 'CARD_CODE_INVALID', message: 'No.' };

describe('the queue', () => {
  test('keeps the order in which things were done', async () => {
    for (const id of ['c', 'a', 'b']) await enqueue('award', { points: 1 }, id);
    expect((await queued()).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });

  test('takes the same key only once', async () => {
    await enqueue('award', { points: 1 }, 'a');
    expect((await enqueue('award', { points: 2 }, 'a')).payload).toEqual({ points: 1 });
    expect((await queued()).map(({ payload }) => payload)).toEqual([{ points: 1 }]);
  });

  test('is sent in order, and a refusal does not hold up the rest', async () => {
    for (const id of ['a', 'b', 'c']) await enqueue('award', {}, id);
    const sent: string[] = [];
    await drain(async ({ id }) => {
      sent.push(id);
      return id === 'b' ? { state: 'refused', problem } : { state: 'sent' };
    });
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(await states()).toEqual([
      ['a', 'sent'],
      ['b', 'refused'],
      ['c', 'sent'],
    ]);
  });

  test('stops where the line is lost, and goes on from there', async () => {
    for (const id of ['a', 'b', 'c']) await enqueue('award', {}, id);
    await drain(async ({ id }) => ({ state: id === 'b' ? 'later' : 'sent' }));
    expect((await states()).map(([, state]) => state)).toEqual(['sent', 'waiting', 'waiting']);
    const sent: string[] = [];
    await drain(async ({ id }) => (sent.push(id), { state: 'sent' }));
    expect(sent).toEqual(['b', 'c']);
  });

  test('sends nothing twice when two drains start at once', async () => {
    for (const id of ['a', 'b']) await enqueue('award', {}, id);
    const sent: string[] = [];
    const send = async ({ id }: QueueEntry) => (sent.push(id), { state: 'sent' as const });
    await Promise.all([drain(send), drain(send)]);
    expect(sent).toEqual(['a', 'b']);
  });

  test('lets a refused entry be tried again or given up', async () => {
    for (const id of ['a', 'b']) await enqueue('award', {}, id);
    await drain(async () => ({ state: 'refused', problem }));
    await requeue('a');
    await discard('b');
    expect((await queued()).map(({ id, state, problem }) => ({ id, state, problem }))).toEqual([
      { id: 'a', state: 'waiting', problem: undefined },
    ]);
  });
});

describe('a snapshot', () => {
  test('comes back with its age', async () => {
    await saveSnapshot('customer:cards', [{ balance: 1240 }], 77);
    expect(await readSnapshot('customer:cards')).toEqual({ value: [{ balance: 1240 }], savedAt: 77 });
  });
  test('is forgotten with its session, and only with it', async () => {
    await saveSnapshot('customer:cards', 1);
    await saveSnapshot('staff:day', 2);
    await dropSnapshots('customer:');
    expect(await readSnapshot('customer:cards')).toBeUndefined();
    expect((await readSnapshot('staff:day'))?.value).toBe(2);
  });
});
