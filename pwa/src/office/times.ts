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

/** Today's day of the calendar where the program lives, some days on. */
export const today = (daysOn = 0): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: office.timeZone }).format(Date.now() + daysOn * 86_400_000);
