/** The card code: certificate, time step and the phone's signature, as bytes and as the text in the picture. */

const utf8 = new TextEncoder();

/** What the picture of one step says. */
export async function cardCode(certificate: string, key: CryptoKey, step: number): Promise<string> {
  const signed = utf8.encode(`${certificate}.${step}`);
  const signature = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, signed));
  return `${certificate}.${step}.${btoa(String.fromCharCode(...signature))}`;
}
