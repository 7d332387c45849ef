import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Client } from '$data/client';
import { graphql } from '$data/graphql';
import type { CallError } from '$data/http';
import type { Session } from '$data/session';

const TAGS = graphql(`
  query Tags {
    tags {
      id
      name
    }
  }
`);
const CUSTOMER = graphql(`
  query Customer($id: ID!) {
    customer(id: $id) {
      id
      name
    }
  }
`);

const session = { accessToken: async () => 'access' } as unknown as Session;
const tags = (...names: string[]) => ({ tags: names.map((name, at) => ({ id: `Tag:${at + 1}`, name })) });
const heard = () => vi.fn<(result: { data?: unknown; error?: unknown }, asking: boolean) => void>();
const data = (hear: ReturnType<typeof heard>) =>
  hear.mock.calls.map(([result, asking]) => [result.data, asking]);

let answers: unknown[] = [];
const asked = vi.fn<typeof fetch>();

beforeEach(() => {
  answers = [];
  asked.mockReset().mockImplementation(async () => {
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError('no line');
    return new Response(JSON.stringify(answer));
  });
  vi.stubGlobal('fetch', asked);
});

/** A client that has been told of one tag. */
async function warmed() {
  const client = new Client(session);
  answers = [{ data: tags('Regular') }];
  await client.ask(TAGS, {}, 'network-only');
  return client;
}

describe('a question', () => {
  test('is answered from what is kept, where that will do', async () => {
    const client = await warmed();
    expect(await client.ask(TAGS, {}, 'cache-first')).toEqual({ data: tags('Regular') });
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test('shows what is kept until the server’s answer is here', async () => {
    const client = await warmed();
    answers = [{ data: tags('Loyal') }];
    const hear = heard();
    client.watch(TAGS, {}, 'cache-and-network', hear);
    expect(data(hear)).toEqual([[tags('Regular'), true]]);
    await vi.waitFor(() => expect(data(hear).at(-1)).toEqual([tags('Loyal'), false]));
  });

  test('with other variables is another one', async () => {
    const client = new Client(session);
    answers = [{ data: { customer: { id: 'C1', name: 'Ada' } } }];
    await client.ask(CUSTOMER, { id: 'C1' }, 'cache-first');
    expect((await client.ask(CUSTOMER, { id: 'C2' }, 'cache-first')).error).toBeInstanceOf(TypeError);
  });

  test('that fails leaves what is kept', async () => {
    const client = await warmed();
    answers = [{ errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] }];
    const { error } = await client.ask(TAGS, {}, 'network-only');
    expect((error as CallError).code).toBe('FORBIDDEN');
    expect(await client.ask(TAGS, {}, 'cache-first')).toEqual({ data: tags('Regular') });
  });

  test('that nobody waits for any more tells nobody', async () => {
    const client = new Client(session);
    answers = [{ data: tags('Regular') }];
    const hear = heard();
    client.watch(TAGS, {}, 'network-only', hear)();
    await client.ask(TAGS, {}, 'network-only');
    expect(hear).not.toHaveBeenCalled();
  });
});

describe('a change', () => {
  const RENAME = graphql(`
    mutation Rename($input: UpdateCustomerInput!) {
      updateCustomer(input: $input) {
        customer {
          id
          name
        }
        errors {
          code
        }
      }
    }
  `);

  test('is seen at once wherever the object is shown', async () => {
    const client = new Client(session);
    const hear = heard();
    answers = [{ data: { customer: { id: 'C1', name: 'Ada' } } }];
    const end = client.watch(CUSTOMER, { id: 'C1' }, 'network-only', hear);
    await vi.waitFor(() => expect(hear).toHaveBeenCalledTimes(1));
    answers = [{ data: { updateCustomer: { customer: { id: 'C1', name: 'Ada L.' }, errors: [] } } }];
    await client.change(RENAME, { input: { customerId: 'C1', version: 1, name: 'Ada L.' } });
    expect(data(hear).at(-1)).toEqual([{ customer: { id: 'C1', name: 'Ada L.' } }, false]);
    end();
    answers = [{ data: { updateCustomer: { customer: { id: 'C1', name: 'A.' }, errors: [] } } }];
    await client.change(RENAME, { input: { customerId: 'C1', version: 2, name: 'A.' } });
    expect(hear).toHaveBeenCalledTimes(2);
  });
});

describe('news that an answer cannot take in', () => {
  const LAST = graphql(`
    query Last($id: ID!) {
      customer(id: $id) {
        id
        tier {
          tier {
            id
            name
          }
        }
      }
    }
  `);
  const standing = (tier: object | null) => ({ customer: { id: 'C1', tier: { tier } } });
  const [silver, gold] = [
    { id: 'T2', name: 'Silver' },
    { id: 'T3', name: 'Gold' },
  ];

  test('make it asked anew for whoever watches', async () => {
    const client = new Client(session);
    const hear = heard();
    answers = [{ data: standing(null) }];
    client.watch(LAST, { id: 'C1' }, 'network-only', hear);
    await vi.waitFor(() => expect(hear).toHaveBeenCalledTimes(1));
    answers = [{ data: standing(silver) }, { data: standing(silver) }];
    await client.ask(LAST, { id: 'C1', also: 1 } as never, 'network-only');
    await vi.waitFor(() => expect(data(hear).at(-1)).toEqual([standing(silver), false]));
    expect(asked).toHaveBeenCalledTimes(3);
  });

  test('are not needed where the object that stands there now is told whole', async () => {
    const client = new Client(session);
    const hear = heard();
    answers = [{ data: standing(silver) }];
    client.watch(LAST, { id: 'C1' }, 'network-only', hear);
    await vi.waitFor(() => expect(hear).toHaveBeenCalledTimes(1));
    answers = [{ data: standing(gold) }];
    await client.ask(LAST, { id: 'C1', also: 1 } as never, 'network-only');
    expect(data(hear).at(-1)).toEqual([standing(gold), false]);
    expect(asked).toHaveBeenCalledTimes(2);
  });
});

test('what was asked long ago is forgotten', async () => {
  const client = new Client(session);
  for (let n = 0; n <= 60; n += 1) {
    answers = [{ data: { customer: { id: `C${n}`, name: '' } } }];
    await client.ask(CUSTOMER, { id: `C${n}` }, 'cache-first');
  }
  answers = [];
  expect((await client.ask(CUSTOMER, { id: 'C0' }, 'cache-first')).data).toBeUndefined();
  expect((await client.ask(CUSTOMER, { id: 'C1' }, 'cache-first')).data).toBeDefined();
});
