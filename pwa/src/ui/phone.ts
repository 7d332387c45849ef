/** Telephone numbers as people type them, turned into E.164. */

/** ISO country and its calling code; the most common readers of a shared code first. */
const CODES =
  'IN91 US1 GB44 DE49 FR33 IT39 ES34 PT351 NL31 BE32 AT43 CH41 IE353 DK45 SE46 NO47 FI358 PL48 CZ420 SK421 HU36 RO40 BG359 GR30 TR90 UA380 ' +
  'AE971 SA966 QA974 KW965 BH973 OM968 IL972 EG20 MA212 NG234 KE254 ZA27 GH233 TZ255 UG256 ET251 PK92 BD880 LK94 NP977 CN86 JP81 KR82 TW886 HK852 ' +
  'SG65 MY60 TH66 VN84 PH63 ID62 AU61 NZ64 CA1 MX52 BR55 AR54 CL56 CO57 PE51 EC593 UY598 VE58 CR506 PA507 DO1 JM1 LU352 MT356 CY357 EE372 LV371 LT370 ' +
  'SI386 HR385 RS381 BA387 MK389 AL355 IS354 GE995 AM374 AZ994 KZ7 UZ998 JO962 LB961 IQ964 TN216 DZ213 SN221 CI225 CM237 RW250 ZM260 ZW263 MZ258 MU230 MV960 MM95 KH855 LA856';

export interface Country {
  iso: string;
  code: string;
}

export const countries: readonly Country[] = CODES.split(' ').map((entry) => ({
  iso: entry.slice(0, 2),
  code: entry.slice(2),
}));

/** The country that the device's languages speak of; India when they name none that is listed. */
export function homeCountry(languages: readonly string[] = navigator.languages): Country {
  const regions = languages.map((tag) => new Intl.Locale(tag).region);
  const found = regions.map((region) => countries.find(({ iso }) => iso === region)).find(Boolean);
  return found ?? (countries[0] as Country);
}

/** Countries in which the leading zero belongs to the number. */
const KEEPS_ZERO = new Set(['IT', 'CI', 'GA']);

/** `+919822041763`; `undefined` while it is not a possible number. A typed `+` or `00` overrides the country. */
export function toE164(country: Country, typed: string): string | undefined {
  const digits = typed.replace(/\D/g, '');
  const whole = /^\s*(\+|00)/.test(typed);
  const local = KEEPS_ZERO.has(country.iso) ? digits : digits.replace(/^0/, '');
  const all = whole ? digits.replace(/^00/, '') : country.code + local;
  return /^[1-9]\d{7,14}$/.test(all) && (whole || local.length >= 5) ? `+${all}` : undefined;
}
