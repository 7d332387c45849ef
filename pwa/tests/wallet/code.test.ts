import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '$data/db';
import {
  certify,
  makeKeys,
  needsRenewal,
  offsetOf,
  readDevice,
  type Device,
} from '../../src/wallet/code/device';
import { spoken, turnAt } from '../../src/wallet/code/turning';

const send = vi.hoisted(() => vi.fn());
vi.mock('$data/query.svelte', () => ({ send }));

const certificate = (part: object = {}) => ({
  certificate: 'AAAA',
  expiresAt: '2026-03-17T12:00:00Z',
  stepSeconds: 30,
  serverTime: '2026-03-10T12:00:00Z',
  shortCode: '48217730',
  shortCodeExpiresAt: '2026-03-10T12:02:00Z',
  ...part,
});
const answer = (payload: object) => ({
  data: { certifyDevice: { certificate: null, errors: [], ...payload } },
});
const refusal = (code: string) => ({ code, message: 'No.', path: ['cardId'], params: null });

beforeEach(async () => {
  send.mockReset();
  await (await db()).clear('snapshots');
});

describe('the turning of codes', () => {
  test('goes by the server’s clock, not the phone’s', () => {
    const phone = Date.parse('2026-03-03T12:05:00Z');
    const behind = -285_000;
    expect(turnAt(phone, behind, 30)).toEqual({ step: 59_084_640, left: 15_000 });
  });
  test('begins a step with all of its time', () => {
    expect(turnAt(59_084_640 * 30_000, 0, 30)).toEqual({ step: 59_084_640, left: 30_000 });
    expect(turnAt(59_084_640 * 30_000 - 1, 0, 30)).toEqual({ step: 59_084_639, left: 1 });
  });
  test('finds the server’s clock in the middle of the round trip', () => {
    expect(offsetOf('1970-01-01T00:00:10.000Z', 4_000, 5_000)).toBe(5_500);
  });
  test('writes the number as it is said', () => expect(spoken('48217730')).toBe('4821 7730'));
});

describe('a phone', () => {
  test('has a key that signs and cannot be read', async () => {
    const { key, publicKey } = await makeKeys();
    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('jwk', key)).rejects.toThrow();
    expect(Object.keys(publicKey).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  });

  test('keeps what the server certified, key and all, for the day without a line', async () => {
    send.mockResolvedValue(answer({ certificate: certificate() }));
    const { device } = await certify('Card:1', undefined);
    const kept = (await readDevice('Card:1')) as Device;
    expect(kept).toMatchObject({ certificate: 'AAAA', stepSeconds: 30, shortCode: '48217730' });
    expect(kept.expiresAt).toBe(Date.parse('2026-03-17T12:00:00Z'));
    expect(kept.publicKey).toEqual(device?.publicKey);
    expect(send.mock.calls[0]?.[1]).toEqual({ input: { cardId: 'Card:1', publicKey: device?.publicKey } });
    const hash = { name: 'ECDSA', hash: 'SHA-256' };
    expect((await crypto.subtle.sign(hash, kept.key, new Uint8Array(3))).byteLength).toBe(64);
  });

  test('asks again with the same key', async () => {
    send.mockResolvedValue(answer({ certificate: certificate() }));
    const { device } = await certify('Card:1', undefined);
    const again = await certify('Card:1', device);
    expect(again.device?.publicKey).toEqual(device?.publicKey);
  });

  test('makes a new key when the old one was revoked', async () => {
    send.mockResolvedValueOnce(answer({ certificate: certificate() }));
    const { device } = await certify('Card:1', undefined);
    send.mockResolvedValueOnce(answer({ errors: [refusal('DEVICE_REVOKED')] }));
    send.mockResolvedValueOnce(answer({ certificate: certificate({ certificate: 'BBBB' }) }));
    const renewed = await certify('Card:1', device);
    expect(renewed.device?.certificate).toBe('BBBB');
    expect(renewed.device?.publicKey).not.toEqual(device?.publicKey);
  });

  test('that is refused keeps what it had', async () => {
    send.mockResolvedValueOnce(answer({ certificate: certificate() }));
    const { device } = await certify('Card:1', undefined);
    send.mockResolvedValueOnce(answer({ errors: [refusal('NOT_FOUND')] }));
    expect(await certify('Card:1', device)).toEqual({ problem: refusal('NOT_FOUND'), offline: false });
    send.mockResolvedValueOnce({ failure: 'No line.', offline: true });
    expect(await certify('Card:1', device)).toEqual({ failure: 'No line.', offline: true });
    expect((await readDevice('Card:1'))?.certificate).toBe('AAAA');
  });

  test('renews two days before the end, by the server’s clock', () => {
    const ends = Date.parse('2026-03-17T12:00:00Z');
    const device = { expiresAt: ends, offset: 0 } as Device;
    const early = ends - 3 * 86_400_000;
    expect(needsRenewal(device, early)).toBe(false);
    expect(needsRenewal({ ...device, offset: 2 * 86_400_000 }, early)).toBe(true);
    expect(needsRenewal(device, ends - 86_400_000)).toBe(true);
    expect(needsRenewal(undefined, early)).toBe(true);
  });
});
