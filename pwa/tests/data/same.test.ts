import { describe, expect, test } from 'vitest';
import { newsOf, withNews } from '$data/same';

const card = { id: 'Card:1', balance: 1240, worth: { minorUnits: 100, currency: 'INR' } };
const told = (news: object) => withNews({ card, others: [{ id: 'Card:2', balance: 5 }] }, newsOf(news));

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

  test('loses what is gone, and does not take half of what it never had', () => {
    const held = { id: 'Card:1', owner: { id: 'Person:1' }, last: null };
    const news = newsOf({ id: 'Card:1', owner: null, last: { at: 'now' } });
    expect(withNews(held, news)).toEqual({ id: 'Card:1', owner: null, last: null });
  });

  test('that nobody spoke of keeps its identity', () => {
    const held = { card, list: [1, 2] };
    expect(withNews(held, newsOf({ id: 'Card:9', balance: 1 }))).toBe(held);
    expect(told({ id: 'Card:2', balance: 6 }).card).toBe(card);
  });
});

test('a list keeps its items: another question may have another list', () => {
  const held = { id: 'Card:1', consents: [{ channel: 'SMS' }], page: { edges: [], end: 'a' } };
  const news = newsOf({ id: 'Card:1', consents: [], page: { edges: [], end: 'b' } });
  expect(withNews(held, news)).toBe(held);
});
