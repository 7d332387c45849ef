import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sessions } from '$data/auth';
import { db } from '$data/db';
import { dropSnapshots, readSnapshot, saveSnapshot } from '$data/snapshot';
import { wallet } from '../../src/wallet/wallet.svelte';
import { card, transaction } from './make';

const person = { id: 'Person:1', name: 'Ananya Deshpande', phone: '+919822041763', language: 'en' };
const NAME = 'customer:wallet';

beforeEach(async () => {
  await sessions.customer.end();
  await (await db()).clear('snapshots');
});

describe('the wallet', () => {
  test('shows at once what was kept on the device, with its age', async () => {
    await saveSnapshot(NAME, { person, cards: [card()] }, 1_000);
    await wallet.restore();
    expect(wallet.cards.map(({ balance }) => balance)).toEqual([1240]);
    expect(wallet.person?.name).toBe('Ananya Deshpande');
    expect(wallet.savedAt).toBe(1_000);
    expect(wallet.fresh).toBe(false);
  });

  test('knows when nothing was kept', async () => {
    expect(wallet.looked).toBe(false);
    await wallet.restore();
    expect(wallet.looked).toBe(true);
    expect(wallet.person).toBeUndefined();
  });

  test('does not fall back to the device once the server has answered', async () => {
    await saveSnapshot(NAME, { person, cards: [card({ balance: 5 })] });
    wallet.take({ ...person, cards: [card()] });
    await wallet.restore();
    expect(wallet.cards[0]?.balance).toBe(1240);
    expect(wallet.fresh).toBe(true);
  });

  test('keeps the server’s answer and every push', async () => {
    wallet.take({ ...person, cards: [card()] });
    const before = wallet.apply(card({ balance: 1360, version: 8 }));
    expect(before?.balance).toBe(1240);
    expect(wallet.cards[0]?.balance).toBe(1360);
    await vi.waitFor(async () => {
      const kept = await readSnapshot<{ cards: { balance: number }[] }>(NAME);
      expect(kept?.value.cards[0]?.balance).toBe(1360);
    });
  });

  test('is not moved by an old push or one of a stranger’s card', () => {
    wallet.take({ ...person, cards: [card()] });
    expect(wallet.apply(card({ balance: 1, version: 6 }))).toBeUndefined();
    expect(wallet.apply(card({ id: 'Card:9', balance: 1, version: 60 }))).toBeUndefined();
    expect(wallet.cards.map(({ balance }) => balance)).toEqual([1240]);
  });

  test('puts the card in front that was used last', () => {
    const old = transaction({ occurredAt: '2026-01-01T00:00:00Z' });
    wallet.take({ ...person, cards: [card(), card({ id: 'Card:2', lastTransaction: old })] });
    expect(wallet.cards.at(-1)?.id).toBe('Card:1');
    const now = transaction({ id: 'Transaction:9', occurredAt: '2026-03-11T00:00:00Z' });
    wallet.apply(card({ id: 'Card:2', version: 8, lastTransaction: now }));
    expect(wallet.cards.at(-1)?.id).toBe('Card:2');
  });

  test('forgets everything when the person signs out', async () => {
    wallet.take({ ...person, cards: [card()] });
    await sessions.customer.end();
    await dropSnapshots('customer:');
    expect(wallet.cards).toEqual([]);
    expect(wallet.person).toBeUndefined();
    await wallet.restore();
    expect(wallet.person).toBeUndefined();
  });
});
