/** The rotating card code (docs/guides/card-codes.md): the phone makes it, a till checks it without the net. */
import { fromBase45, fromBase64Url, toBase45 } from './bytes';

const PREFIX = 'R1:';
const STEP_MS = 30_000;
const TOLERANCE_STEPS = 1;
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const HASH = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Where each part of the bytes begins: version, key, member, phone's key, end, program's signature, step, phone's signature. */
const AT = { key: 1, member: 5, device: 21, ends: 85, program: 89, step: 153, phone: 157, all: 221 } as const;

const utf8 = new TextEncoder();
const CERTIFICATE_CONTEXT = utf8.encode('regulars/certificate/1');
const CODE_CONTEXT = utf8.encode('regulars/code/1');

type Bytes = Uint8Array<ArrayBuffer>;

/** A program's public key as a till keeps it: `keyId` in hexadecimal, the point in base64url. */
export interface ProgramKey {
  keyId: string;
  publicKey: string;
}

function join(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const hex = (bytes: Bytes): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** What the picture of one step says. `certificate` is base64url, `key` the phone's own private key. */
export async function cardCode(certificate: string, key: CryptoKey, step: number): Promise<string> {
  const when = new Uint8Array(4);
  new DataView(when.buffer).setUint32(0, step);
  const signed = join(fromBase64Url(certificate), when);
  const signature = await crypto.subtle.sign(HASH, key, join(CODE_CONTEXT, signed));
  return PREFIX + toBase45(join(signed, new Uint8Array(signature)));
}

async function isSigned(point: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', join(new Uint8Array([4]), point), CURVE, false, [
    'verify',
  ]);
  return crypto.subtle.verify(HASH, key, signature, message);
}

/** Whose card a code shows, when the program and the phone signed it for this moment; else `undefined`. */
export async function readCode(
  text: string,
  keys: readonly ProgramKey[],
  now: number,
): Promise<{ member: string } | undefined> {
  const data = text.startsWith(PREFIX) ? fromBase45(text.slice(PREFIX.length)) : undefined;
  if (data?.length !== AT.all || data[0] !== 1) return undefined;
  const program = keys.find(({ keyId }) => keyId === hex(data.slice(AT.key, AT.member)));
  if (!program) return undefined;
  const view = new DataView(data.buffer);
  const step = Math.floor(now / STEP_MS);
  const inTime =
    Math.abs(step - view.getUint32(AT.step)) <= TOLERANCE_STEPS && now < view.getUint32(AT.ends) * 1000;
  const certificate = join(CERTIFICATE_CONTEXT, data.slice(0, AT.program));
  const code = join(CODE_CONTEXT, data.slice(0, AT.phone));
  const genuine =
    inTime &&
    (await isSigned(fromBase64Url(program.publicKey), data.slice(AT.program, AT.step), certificate)) &&
    (await isSigned(data.slice(AT.device, AT.ends), data.slice(AT.phone), code));
  return genuine ? { member: hex(data.slice(AT.member, AT.device)) } : undefined;
}
