/** Days of the week as the API names them. */
import { date } from '$i18n';

export const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A day's short name; 5 January 2026 is a Monday. */
export const weekdayName = (day: Weekday): string =>
  date(Date.UTC(2026, 0, 5 + WEEKDAYS.indexOf(day)), { weekday: 'short', timeZone: 'UTC' });
