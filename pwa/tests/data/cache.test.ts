import { Client, fetchExchange, gql } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { expect, test, vi } from 'vitest';
import { cacheConfig } from '$data/cache';

const CARD = gql`
  query {
    card(id: "Card:1") {
      __typename
      id
      balance
      worth {
        __typename
        minorUnits
      }
    }
  }
`;
const card = (balance: number, minorUnits: number) => ({
  __typename: 'Card',
  id: 'Card:1',
  balance,
  worth: { __typename: 'Money', minorUnits },
});

test('an object with an id is one object everywhere; one without belongs to its parent', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const answers = [{ card: card(1240, 100) }, { other: card(1360, 200) }];
  const fetch = async () =>
    new Response(JSON.stringify({ data: answers.shift() }), {
      headers: { 'content-type': 'application/json' },
    });
  const client = new Client({
    url: 'http://127.0.0.1/graphql',
    preferGetMethod: false,
    fetch,
    exchanges: [cacheExchange(cacheConfig), fetchExchange],
  });
  await client.query(CARD, {}).toPromise();
  await client
    .query(
      gql`
        query {
          other {
            __typename
            id
            balance
            worth {
              __typename
              minorUnits
            }
          }
        }
      `,
      {},
    )
    .toPromise();
  const { data } = await client.query(CARD, {}, { requestPolicy: 'cache-only' }).toPromise();
  expect(data).toEqual({ card: card(1360, 200) });
  expect(warn).not.toHaveBeenCalled();
});
