/** What a message says, and how it looks, by its kind; a kind that this app does not know yet says where to look. */
import type { Component } from 'svelte';
import Bell from '@lucide/svelte/icons/bell';
import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import Gift from '@lucide/svelte/icons/gift';
import Hourglass from '@lucide/svelte/icons/hourglass';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Smartphone from '@lucide/svelte/icons/smartphone';
import UsersRound from '@lucide/svelte/icons/users-round';
import type { Message } from '$data/documents/wallet-inbox';
import { t } from '$i18n';
import { lookUp } from '$i18n/texts.svelte';
import type { Tone } from '$ui/tones';
import { calendarDay } from '../words';

type Look = [icon: Component<{ size?: number | string }>, tone: Tone];
const LOOKS: Record<string, Look> = {
  birthday_voucher: [Gift, 'joy'],
  birthday_points: [Gift, 'joy'],
  points_expiring: [Hourglass, 'warn'],
  points_extended: [CalendarPlus, 'good'],
  points_reinstated: [RotateCcw, 'good'],
  gift_arrived: [Gift, 'joy'],
  gift_returned: [Gift, 'info'],
  household_invited: [UsersRound, 'joy'],
  household_limit: [UsersRound, 'warn'],
  phone_changed: [Smartphone, 'info'],
};

export const lookOf = (kind: string): Look => LOOKS[kind] ?? [Bell, 'info'];

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Days as the reader writes them; a day has no time zone. */
function shown(value: unknown): string | number {
  if (typeof value === 'number') return value;
  const day = typeof value === 'string' ? DAY.exec(value) : null;
  if (!day) return typeof value === 'string' ? value : '';
  return calendarDay(new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])).toISOString());
}

/** Title and sentence. The count that chooses the form is `count`, or the points. */
export function wordsOf({ kind, params }: Pick<Message, 'kind' | 'params'>): { title: string; body: string } {
  const given = (params ?? {}) as Record<string, unknown>;
  const values = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, shown(value)]));
  const count = values.count ?? values.points ?? 0;
  const title = lookUp(`inbox.${kind}`, { ...values, count });
  if (title === undefined) return { title: t('inbox.unknown'), body: t('inbox.unknownBody') };
  return { title, body: (lookUp(`inbox.${kind}Body`, { ...values, count }) ?? '').trim() };
}
