// A real graphql-sse client in distinct connections mode. One JSON command per line in, one JSON event per line out.
import { createInterface } from 'node:readline';
import { createClient } from 'graphql-sse';

const [url, ...tokens] = process.argv.slice(2);
const say = (event) => console.log(JSON.stringify(event));
const running = new Map();

const client = createClient({
  url: `${url}/graphql/stream`,
  retryAttempts: 5,
  retry: () => new Promise((resolve) => setTimeout(resolve, 20)),
  // each connection takes the next token, and keeps the last
  headers: () => {
    const token = tokens.length > 1 ? tokens.shift() : tokens[0];
    return token ? { authorization: `Bearer ${token}` } : {};
  },
  on: { connected: (reconnected) => say({ on: 'connected', reconnected }) },
});

const commands = {
  subscribe({ id, query, variables }) {
    const stop = client.subscribe({ query, variables }, {
      next: (value) => say({ on: 'next', id, value }),
      error: (error) => say({ on: 'error', id, error: { status: error?.response?.status, message: String(error) } }),
      complete: () => say({ on: 'complete', id }),
    });
    running.set(id, stop);
  },
  stop({ id }) {
    running.get(id)();
  },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { do: verb, ...details } = JSON.parse(line);
  commands[verb](details);
}).on('close', () => process.exit(0));
