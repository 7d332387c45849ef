/** This phone's key for a card, which never leaves it, and what the server certified of it. Kept for offline use. */
import { CertifyDevice } from '$data/documents/wallet-card';
import type { Problem } from '$data/auth';
import { send } from '$data/query.svelte';
import { readSnapshot, saveSnapshot } from '$data/snapshot';

export interface Device {
  key: CryptoKey;
  /** The public half, as a JWK. */
  publicKey: JsonWebKey;
  certificate: string;
  expiresAt: number;
  stepSeconds: number;
  /** The server's clock minus the phone's, in ms. */
  offset: number;
  shortCode: string;
  shortCodeExpiresAt: number;
}

type Keys = Pick<Device, 'key' | 'publicKey'>;

const nameOf = (cardId: string) => `customer:code:${cardId}`;

export async function readDevice(cardId: string): Promise<Device | undefined> {
  return (await readSnapshot<Device>(nameOf(cardId)).catch(() => undefined))?.value;
}

/** A new P-256 pair whose private half can sign and cannot be read, not even by this app. */
export async function makeKeys(): Promise<Keys> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign', 'verify'],
  );
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  return { key: privateKey, publicKey: { kty, crv, x, y } };
}

/** The server's clock at the answer lies half a round trip after the moment that it wrote. */
export const offsetOf = (serverTime: string, askedAt: number, answeredAt: number): number =>
  Math.round(Date.parse(serverTime) - (askedAt + answeredAt) / 2);

type Certified =
  { device: Device } | { device?: undefined; problem?: Problem; failure?: string; offline: boolean };

/** Has the server certify this phone for a card (again), and keeps what it says. */
export async function certify(cardId: string, known: Device | undefined): Promise<Certified> {
  const keys: Keys = known ?? (await makeKeys());
  const askedAt = Date.now();
  const sent = await send(CertifyDevice, { input: { cardId, publicKey: keys.publicKey } });
  if (!sent.data) return { failure: sent.failure, offline: sent.offline };
  const { certificate, errors } = sent.data.certifyDevice;
  const codes: string[] = errors.map(({ code }) => code);
  if (known && codes.includes('DEVICE_REVOKED')) return certify(cardId, undefined);
  if (!certificate) return { problem: errors[0], offline: false };
  const device: Device = {
    key: keys.key,
    publicKey: keys.publicKey,
    certificate: certificate.certificate,
    expiresAt: Date.parse(certificate.expiresAt),
    stepSeconds: certificate.stepSeconds,
    offset: offsetOf(certificate.serverTime, askedAt, Date.now()),
    shortCode: certificate.shortCode,
    shortCodeExpiresAt: Date.parse(certificate.shortCodeExpiresAt),
  };
  await saveSnapshot(nameOf(cardId), device).catch(() => undefined);
  return { device };
}

const DAY = 86_400_000;

/** A certificate that lives for less than two days should be renewed while there is a line. */
export const needsRenewal = (device: Device | undefined, now: number): boolean =>
  !device || device.expiresAt - (now + device.offset) < 2 * DAY;
