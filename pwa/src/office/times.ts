/** Days and times as they are where the program lives, whatever the zone of the browser. */
import { date as dateIn } from '$i18n';
import { office } from './office.svelte';

type Moment = string | number | Date;

const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long' };

/** A moment's day, or more of it, by the program's clock. */
export const date = (moment: Moment, options: Intl.DateTimeFormatOptions = DAY): string =>
  dateIn(moment, { timeZone: office.timeZone, ...options });

/** A moment's hour and minute by the program's clock. */
export const time = (moment: Moment): string => date(moment, { hour: '2-digit', minute: '2-digit' });

/** A day of the calendar like `2026-05-31`: it is that day everywhere. */
export const calendarDay = (day: string, options: Intl.DateTimeFormatOptions = DAY): string =>
  dateIn(`${day}T00:00:00Z`, { ...options, timeZone: 'UTC' });

/** The program's day of a moment, like `2026-05-31`; before a moment is the day that it ends. */
export const dayOf = (moment: Moment, before = false): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: office.timeZone }).format(
    new Date(moment).getTime() - (before ? 1 : 0),
  );

/** By how many milliseconds the program's clock is ahead of UTC at a moment. */
function ahead(at: number): number {
  const options = {
    timeZone: office.timeZone,
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'medium',
  } as const;
  const [year = 0, month = 1, day = 1, ...clock] = new Intl.DateTimeFormat('sv-SE', options)
    .format(at)
    .split(/\D+/)
    .map(Number);
  const [hour = 0, minute = 0, second = 0] = clock;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The moment at which a day begins by the program's clock, or a day some days on. */
export function startOf(day: string, daysOn = 0): string {
  const midnight = Date.parse(`${day}T00:00:00Z`) + daysOn * 86_400_000;
  const near = midnight - ahead(midnight);
  return new Date(midnight - ahead(near)).toISOString();
}

/** Today's day of the calendar where the program lives, some days on. */
export const today = (daysOn = 0): string => dayOf(Date.now() + daysOn * 86_400_000);
