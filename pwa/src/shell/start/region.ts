/** What a new business most likely wants, guessed from the device; every guess can be changed in the form. */
import { homeCountry } from '$ui/phone';

const EURO = 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK';
const OTHERS =
  'IN:INR US:USD GB:GBP CH:CHF DK:DKK SE:SEK NO:NOK PL:PLN CZ:CZK HU:HUF RO:RON TR:TRY AE:AED SA:SAR QA:QAR KW:KWD ' +
  'BH:BHD OM:OMR IL:ILS EG:EGP MA:MAD NG:NGN KE:KES ZA:ZAR GH:GHS PK:PKR BD:BDT LK:LKR NP:NPR CN:CNY JP:JPY KR:KRW ' +
  'TW:TWD HK:HKD SG:SGD MY:MYR TH:THB VN:VND PH:PHP ID:IDR AU:AUD NZ:NZD CA:CAD MX:MXN BR:BRL AR:ARS CL:CLP CO:COP PE:PEN';

const CURRENCIES = new Map([
  ...EURO.split(' ').map((region) => [region, 'EUR'] as const),
  ...OTHERS.split(' ').map((pair) => pair.split(':') as [string, string]),
]);

/** The money of a country, where it is known here. */
export const currencyOf = (region: string): string | undefined => CURRENCIES.get(region);

interface Guess {
  region: string;
  currency: string;
  timeZone: string;
}

/** Browsers still name some zones as they were called once; a shop should read its city's own name. */
const RENAMED: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
};
const renamed = (zone: string) => RENAMED[zone] ?? zone;

/** All zones by name, the device's own among them. */
export function timeZones(own: string): string[] {
  return [...new Set([own, ...Intl.supportedValuesOf('timeZone')].map(renamed))].sort();
}

export function guess(languages: readonly string[] = navigator.languages): Guess {
  const region = homeCountry(languages).iso;
  return {
    region,
    currency: currencyOf(region) ?? 'EUR',
    timeZone: renamed(Intl.DateTimeFormat().resolvedOptions().timeZone),
  };
}
