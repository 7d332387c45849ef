import { expect, test } from 'vitest';
import { cardArt, cardArtUrl, familyOf, seedOf } from '$ui/card-art';
import { motifs } from '$ui/motifs';

const NAMES = Array.from({ length: 200 }, (_, i) => `Shop number ${i}`);

test('the same name is always engraved the same', () => {
  expect(cardArt('Saffron Crumb', '#f6b65a', 'bread')).toBe(cardArt('Saffron Crumb', '#f6b65a', 'bread'));
  expect(seedOf('Saffron Crumb')).toBe(seedOf('SAFFRON CRUMB'));
  expect(seedOf('Café')).toBe(seedOf('Cafe\u0301'));
});

test('the seed never changes between versions, or every card would', () => {
  expect(seedOf('Saffron Crumb')).toBe(1131935031);
  expect(familyOf('Saffron Crumb')).toBe('tide');
});

test('two hundred shops share no engraving and use all five families', () => {
  expect(new Set(NAMES.map((name) => cardArt(name, '#fff'))).size).toBe(NAMES.length);
  expect(new Set(NAMES.map(familyOf)).size).toBe(5);
});

test('a drawing is small, whole, and without anything the content policy refuses', () => {
  for (const name of NAMES) {
    const svg = cardArt(name, '#f6b65a', 'cup');
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(parsed.querySelector('parsererror')).toBeNull();
    expect(svg.length).toBeLessThan(40_000);
    expect(svg).not.toMatch(/style=|<script|NaN|undefined/);
  }
});

test('an unknown motif leaves the engraving without one', () => {
  expect(cardArt('A', '#fff', 'unheard-of')).toBe(cardArt('A', '#fff'));
  for (const motif of Object.keys(motifs)) expect(cardArt('A', '#fff', motif)).not.toBe(cardArt('A', '#fff'));
});

test('a card asks for its picture only once', () => {
  expect(cardArtUrl('Saffron Crumb', '#f6b65a')).toBe(cardArtUrl('Saffron Crumb', '#f6b65a'));
  expect(cardArtUrl('Saffron Crumb', '#f6b65a')).toMatch(/^data:image\/svg\+xml,/);
});
