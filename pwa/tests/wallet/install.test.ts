import { describe, expect, test } from 'vitest';
import { mayOffer } from '../../src/wallet/install/install.svelte';

describe('the home screen is offered', () => {
  test('not at the first visit', () => expect(mayOffer({ visits: 1, declined: [] })).toBe(false));
  test('from the second on', () => expect(mayOffer({ visits: 2, declined: [] })).toBe(true));
  test('once more three visits after a no, and not before', () => {
    expect(mayOffer({ visits: 4, declined: [2] })).toBe(false);
    expect(mayOffer({ visits: 5, declined: [2] })).toBe(true);
  });
  test('never after two noes', () => expect(mayOffer({ visits: 99, declined: [2, 5] })).toBe(false));
});
