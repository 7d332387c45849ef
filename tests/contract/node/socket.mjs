// A real graphql-ws client. It reads one JSON command per line and writes one JSON event per line.
import { createInterface } from 'node:readline';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, ...tokens] = process.argv.slice(2);
const say = (event) => console.log(JSON.stringify(event));
const running = new Map();

const client = createClient({
  url: url.replace(/^http/, 'ws') + '/graphql',
  webSocketImpl: WebSocket,
  lazy: true,
  retryAttempts: 5,
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 20)),
  keepAlive: 200,
  // each connection takes the next token, and keeps the last
  connectionParams: () => {
    const token = tokens.length > 1 ? tokens.shift() : tokens[0];
    return token ? { authorization: `Bearer ${token}` } : {};
  },
  on: {
    connected: () => say({ on: 'connected' }),
    closed: (event) => say({ on: 'closed', code: event.code, reason: event.reason }),
    pong: (received) => received && say({ on: 'pong' }),
  },
});

const commands = {
  subscribe({ id, query, variables }) {
    const stop = client.subscribe({ query, variables }, {
      next: (value) => say({ on: 'next', id, value }),
      error: (error) => say({ on: 'error', id, error: Array.isArray(error) ? error : { code: error.code, reason: error.reason } }),
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
