/** The small pictures that a business can choose for its tiers, their benefits and its stamp cards, by the names that are stored. */
import Armchair from '@lucide/svelte/icons/armchair';
import Award from '@lucide/svelte/icons/award';
import Cake from '@lucide/svelte/icons/cake';
import Clock from '@lucide/svelte/icons/clock';
import Coffee from '@lucide/svelte/icons/coffee';
import Crown from '@lucide/svelte/icons/crown';
import Gem from '@lucide/svelte/icons/gem';
import Gift from '@lucide/svelte/icons/gift';
import Heart from '@lucide/svelte/icons/heart';
import House from '@lucide/svelte/icons/house';
import Medal from '@lucide/svelte/icons/medal';
import Percent from '@lucide/svelte/icons/percent';
import Sprout from '@lucide/svelte/icons/sprout';
import Star from '@lucide/svelte/icons/star';
import Ticket from '@lucide/svelte/icons/ticket';
import Truck from '@lucide/svelte/icons/truck';
import type { Component } from 'svelte';

const marks = {
  sprout: Sprout,
  medal: Medal,
  award: Award,
  crown: Crown,
  gem: Gem,
  star: Star,
  heart: Heart,
  house: House,
  coffee: Coffee,
  cake: Cake,
  gift: Gift,
  ticket: Ticket,
  percent: Percent,
  truck: Truck,
  clock: Clock,
  armchair: Armchair,
} as const;

export type Mark = keyof typeof marks;
export const MARKS = Object.keys(marks) as Mark[];

/** The picture of a stored name; an unknown name has none. */
export const markOf = (name: string): Component<{ size?: number | string }> | undefined =>
  Object.hasOwn(marks, name) ? marks[name as Mark] : undefined;
