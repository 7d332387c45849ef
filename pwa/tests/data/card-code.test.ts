/** The card code against the vectors that every reader agrees on. */
import { expect, test } from 'vitest';
import { fromBase45, toBase45 } from '$data/bytes';
import { cardCode, readCode } from '$data/card-code';
import vectorsText from '../../../tests/contract/card_code_vectors.json?raw';

interface Vectors {
  program: { keyId: string; publicKey: string };
  phone: { privateKey: JsonWebKey };
  membership: string;
  certificate: string;
  base45: [base64: string, text: string][];
  cases: { name: string; code: string; at: string; step?: number; expected: string }[];
}

const vectors = JSON.parse(vectorsText) as Vectors;
const bytes = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

test.each(vectors.base45)('%s is %s in Base45, and back', (base64, text) => {
  expect(toBase45(bytes(base64))).toBe(text);
  expect(fromBase45(text)).toEqual(bytes(base64));
});

test.each(['a', 'GGW', 'ÄÖ', '::'])('%s is no Base45', (text) => {
  expect(fromBase45(text)).toBeUndefined();
});

test.each(vectors.cases)('a till without the net: $name', async ({ code, at, expected }) => {
  const read = await readCode(code, [vectors.program], Date.parse(at));
  expect(read?.member).toBe(expected === 'OK' ? vectors.membership.replaceAll('-', '') : undefined);
});

test('no code is good without the key of its program', async () => {
  const [good] = vectors.cases;
  expect(await readCode(good?.code ?? '', [], Date.parse(good?.at ?? ''))).toBeUndefined();
});

test('what a phone makes, a till reads', async () => {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await crypto.subtle.importKey('jwk', vectors.phone.privateKey, curve, false, ['sign']);
  const now = Date.parse('2026-03-05T09:30:10Z');
  const code = await cardCode(vectors.certificate, key, Math.floor(now / 30_000));
  expect(await readCode(code, [vectors.program], now)).toBeDefined();
  expect(await readCode(code, [vectors.program], now + 90_000)).toBeUndefined();
});
