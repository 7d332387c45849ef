import { describe, expect, expectTypeOf, test } from 'vitest';
import { createRoutes, shellRoutes } from '$shell/routes';

const routes = createRoutes({
  cards: '/',
  card: '/c/:id',
  bill: '/till/:store/bills/:bill',
  rest: '/office/*rest',
});

describe('routes', () => {
  test('match their own addresses', () => {
    expect(routes.match('/')).toEqual({ name: 'cards', params: {} });
    expect(routes.match('/c/Q2FyZDox')).toEqual({ name: 'card', params: { id: 'Q2FyZDox' } });
    expect(routes.match('/till/s1/bills/b2')).toEqual({ name: 'bill', params: { store: 's1', bill: 'b2' } });
    expect(routes.match('/office')).toEqual({ name: 'rest', params: { rest: '' } });
    expect(routes.match('/office/customers/7')).toEqual({ name: 'rest', params: { rest: 'customers/7' } });
  });
  test('do not match others', () => {
    for (const path of ['/c', '/c/1/2', '/officer', '/till/s1/bills', '//'])
      expect(routes.match(path)).toBeUndefined();
  });
  test('forgive a slash at the end', () => expect(routes.match('/c/1/')?.name).toBe('card'));
  test('give back what was put in, whatever it is made of', () => {
    const id = 'Card:ä/ö?&#%';
    expect(routes.match(routes.href('card', { id }))).toEqual({ name: 'card', params: { id } });
  });
  test('know their parameters', () => {
    expectTypeOf(routes.href<'card'>)
      .parameter(1)
      .toEqualTypeOf<{ id: string }>();
    expect(routes.href('cards')).toBe('/');
    expect(routes.href('bill', { store: 's 1', bill: 'b' })).toBe('/till/s%201/bills/b');
  });
});

test.each([
  ['/', 'wallet'],
  ['/c/1', 'wallet'],
  ['/till/scan', 'merchant'],
  ['/office', 'office'],
  ['/sign-in', 'signIn'],
  ['/staff/sign-in', 'staffSignIn'],
  ['/staff/register', 'register'],
  ['/invite/a-token', 'invitation'],
  ['/dev/ui', 'devUi'],
])('%s is shown by %s', (path, face) => expect(shellRoutes.match(path)?.name).toBe(face));
