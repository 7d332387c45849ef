import { expect, test } from 'vitest';
import { openOffice } from '../../src/office/office.svelte';
import { mayEnter, places } from '../../src/office/places';

test('a person sees the places of their role, and a typed address opens no other', () => {
  openOffice({ viewer: { permissions: ['purchases.read', 'stores.manage'], staff: null }, business: null });
  expect(places().map(({ href }) => href)).toEqual(['/office', '/office/stores']);
  const open = ['/office', '/office/stores', '/office/account', '/office/more'];
  const closed = ['/office/team', '/office/brands', '/office/customers/C1'];
  expect(open.filter(mayEnter)).toEqual(open);
  expect(closed.filter(mayEnter)).toEqual([]);
});
