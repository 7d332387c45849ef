import { describe, expect, test } from 'vitest';
import { newsOf, withNews } from '$data/same';

const card = { id: 'Card:1', balance: 1240, worth: { minorUnits: 100, currency: 'INR' } };
const told = (news: object) => {
  const held = { card, others: [{ id: 'Card:2', balance: 5 }] };
  return withNews(held, newsOf(news)) ?? expect.unreachable();
};

describe('one object', () => {
  test('is the same in every answer, wherever it stands', () => {
    expect(told({ pushed: { id: 'Card:1', balance: 1360 } }).card).toEqual({ ...card, balance: 1360 });
    expect(told([{ node: { id: 'Card:2', balance: 6 } }]).others).toEqual([{ id: 'Card:2', balance: 6 }]);
  });

  test('takes along what lives inside it, but only what was asked for', () => {
    const { worth } = told({ id: 'Card:1', worth: { minorUnits: 200 }, note: 'new' }).card;
    expect(worth).toEqual({ minorUnits: 200, currency: 'INR' });
    expect(told({ id: 'Card:1', note: 'new' }).card).not.toHaveProperty('note');
  });

  test('loses what is gone', () => {
    const held = { id: 'Card:1', owner: { id: 'Person:1' } };
    expect(withNews(held, newsOf({ id: 'Card:1', owner: null }))).toEqual({ id: 'Card:1', owner: null });
  });

  test('follows a reference to another object, with all that was asked of the one before', () => {
    const held = { id: 'Card:1', last: { id: 'Bill:1', sum: 5, shop: { id: 'Shop:1', name: 'Baner' } } };
    const shop = { id: 'Shop:2', name: 'Wakad', city: 'Pune' };
    const news = newsOf([{ id: 'Card:1', last: { id: 'Bill:2', sum: 7, shop: { id: 'Shop:2' } } }, shop]);
    const last = { id: 'Bill:2', sum: 7, shop: { id: 'Shop:2', name: 'Wakad' } };
    expect(withNews(held, news)).toEqual({ id: 'Card:1', last });
  });

  test('is asked anew where the news do not say enough', () => {
    const held = { id: 'Card:1', tier: null, last: { id: 'Bill:1', sum: 5, shop: null } };
    const said = (news: object) => withNews(held, newsOf({ id: 'Card:1', ...news }));
    expect(said({ tier: { id: 'Tier:1' } })).toBeUndefined();
    expect(said({ last: { id: 'Bill:2' } })).toBeUndefined();
    expect(said({ last: { id: 'Bill:2', sum: 1, shop: { id: 'Shop:1' } } })).toBeUndefined();
    expect(said({ last: { id: 'Bill:2', sum: 1, shop: null } })?.last).toEqual({
      id: 'Bill:2',
      sum: 1,
      shop: null,
    });
  });

  test('that nobody spoke of keeps its identity', () => {
    const held = { card, list: [1, 2] };
    expect(withNews(held, newsOf({ id: 'Card:9', balance: 1 }))).toBe(held);
    expect(told({ id: 'Card:2', balance: 6 }).card).toBe(card);
  });
});

describe('a list', () => {
  const held = { id: 'Card:1', stamps: [{ id: 'Stamps:1', count: 3 }], expiring: [{ points: 5, at: 'May' }] };
  const said = (news: object) => withNews(held, newsOf({ id: 'Card:1', ...news }));

  test('with the same items has their news', () => {
    expect(said({ stamps: [{ id: 'Stamps:1', count: 4 }] })?.stamps).toEqual([{ id: 'Stamps:1', count: 4 }]);
    expect(said({ expiring: [{ points: 5, at: 'May', worth: 1 }] })).toBe(held);
  });

  test('with others is asked anew', () => {
    expect(said({ stamps: [] })).toBeUndefined();
    expect(said({ stamps: [{ id: 'Stamps:2', count: 0 }] })).toBeUndefined();
    expect(said({ expiring: [{ points: 9, at: 'May' }] })).toBeUndefined();
  });

  test('in a page keeps its items: another question may have another page', () => {
    const paged = { id: 'Card:1', page: { edges: [], end: 'a' } };
    expect(withNews(paged, newsOf({ id: 'Card:1', page: { edges: [1], end: 'b' } }))).toBe(paged);
  });
});
