/** The businesses and people of the gallery; no real ones. */
import type { Brand } from '$ui/brand';

export const brands: Brand[] = [
  { name: 'Niva Pharmacy', stockColor: '#0f3d75', foilColor: '#a6e0d6', motif: 'cross' },
  { name: 'Tin Robot', stockColor: '#a8241d', foilColor: '#cbe8f0', motif: 'robot' },
  { name: 'Casa Lumen Coffee', stockColor: '#ead9c4', foilColor: '#74402a', motif: 'cup' },
  { name: 'Finch & Marlowe', stockColor: '#12443a', foilColor: '#e3cf9b', motif: 'book' },
  { name: 'Saffron Crumb', stockColor: '#7a2b12', foilColor: '#f6b65a', motif: 'bread' },
];

/** Colours that would fail as they are: too pale for white, too dull for foil, both alike, and broken. */
export const hardBrands: Brand[] = [
  { name: 'Mid Grey Goods', stockColor: '#808080', foilColor: '#7a7a7a', motif: 'basket' },
  { name: 'Sunshine Yoga', stockColor: '#ffd400', foilColor: '#ffe680', motif: 'flower' },
  { name: 'Hot Pink Salon', stockColor: '#ff4fa3', foilColor: '#ff86c0', motif: 'scissors' },
  { name: 'Nothing Set', stockColor: '', foilColor: 'red', motif: 'star' },
];

export interface Person {
  id: string;
  name: string;
  phone: string;
  tier: string;
  points: number;
  state: 'good' | 'warn' | 'beet';
}

const NAMES = [
  'Chiamaka Okafor',
  'Sofia Kowalczyk',
  'Jonas Lindqvist',
  'Leïla Haddad',
  'Mateo Ibarra',
  'Yuki Tanabe',
];
const TIERS = ['Gold', 'Silver', 'Regular'];
const STATES = ['beet', 'good', 'warn'] as const;

export const people: Person[] = Array.from({ length: 2000 }, (_, i) => ({
  id: `p${i}`,
  name: NAMES[i % NAMES.length] as string,
  phone: `+353 87 ${String(4_412_208 + i * 37).slice(0, 3)} ${String(2208 + i).padStart(4, '0')}`,
  tier: TIERS[i % 3] as string,
  points: (i * 379) % 2600,
  state: STATES[i % 3] as Person['state'],
}));

export const days = Array.from({ length: 28 }, (_, i) => `${i + 1} Nov`);
export const thisYear = days.map((_, i) => 320 + Math.round(90 * Math.sin(i / 3)) + i * 9);
export const lastYear = days.map((_, i) => 300 + Math.round(80 * Math.sin(i / 3 + 1)) + i * 4);
