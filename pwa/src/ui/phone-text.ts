/** Telephone numbers as people read them. */

/** Calling codes by length: one digit, the listed pairs, else three (ITU-T E.164 assignments). */
const CALLING_CODE = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/** A stored number with air in it: `+91 98220 41763`, in North America `+1 212 555 0123`. */
export function showPhone(e164: string): string {
  const digits = e164.replace(/\D/g, '');
  const code = CALLING_CODE.exec(digits)?.[0] ?? '';
  const rest = digits.slice(code.length);
  if (code === '1' && rest.length === 10) {
    return `+1 ${rest.slice(0, 3)} ${rest.slice(3, 6)} ${rest.slice(6)}`;
  }
  const size = rest.length > 9 ? 5 : 3;
  return `+${code} ${rest.replace(new RegExp(`(\\d{${size}})(?=\\d{2})`, 'g'), '$1 ')}`.trim();
}
