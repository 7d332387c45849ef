import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Live } from '$data/live';
import type { Session } from '$data/session';

interface SocketOptions {
  connectionParams: () => Promise<Record<string, unknown>>;
  shouldRetry: (problem: unknown) => boolean;
  on: Record<'connected' | 'closed', (...args: unknown[]) => void>;
}

interface StreamOptions {
  headers: () => Promise<Record<string, string>>;
  on: { connected: (again: boolean) => void };
}

const made = vi.hoisted(() => ({
  sockets: [] as unknown[],
  sinks: [] as unknown[],
  streams: [] as unknown[],
  ended: [] as unknown[],
}));
vi.mock('graphql-ws', () => ({
  createClient: (options: unknown) => {
    made.sockets.push(options);
    return {
      subscribe: (_: unknown, sink: unknown) => (made.sinks.push(sink), () => made.ended.push(sink)),
      dispose: () => undefined,
    };
  },
}));
vi.mock('graphql-sse', () => ({
  createClient: (options: unknown) => ({
    subscribe: (_: unknown, sink: unknown) => (made.streams.push({ options, sink }), () => undefined),
    dispose: () => undefined,
  }),
}));

const session = {
  accessToken: vi.fn(async () => 'access-1'),
  renew: vi.fn(async () => 'access-2'),
} as unknown as Session;
/** What the socket's own code is handed to report to. */
interface Sink {
  next(pushed: unknown): void;
  error(problem: unknown): void;
}
const operation = { query: 'subscription { x }', variables: {} };

beforeEach(() => {
  for (const list of Object.values(made)) list.length = 0;
  vi.mocked(session.renew).mockClear();
});

async function connected() {
  const live = new Live(session);
  const heard = vi.fn();
  live.subscribe(operation, heard);
  await vi.waitFor(() => expect(made.sinks).toHaveLength(1));
  return { live, heard, socket: made.sockets[0] as SocketOptions, line: made.sinks[0] as Sink };
}

describe('a live line', () => {
  test('opens with the token that the session has', async () => {
    const { socket, heard, line } = await connected();
    expect(await socket.connectionParams()).toEqual({ authorization: 'Bearer access-1' });
    line.next({ data: 1 });
    expect(heard.mock.calls).toEqual([[{ data: 1 }]]);
  });

  test('that was closed for its token comes back with a new one', async () => {
    const { socket } = await connected();
    socket.on.closed({ code: 4403 });
    expect(await socket.connectionParams()).toEqual({ authorization: 'Bearer access-2' });
    expect(await socket.connectionParams()).toEqual({ authorization: 'Bearer access-1' });
    expect(session.renew).toHaveBeenCalledTimes(1);
  });

  test('that was lost and found asks for what was missed; the first time there is nothing', async () => {
    const { live, socket } = await connected();
    const refetch = vi.fn();
    const forget = live.onReconnect(refetch);
    socket.on.connected({}, undefined, false);
    expect(refetch).not.toHaveBeenCalled();
    socket.on.closed({ code: 1006 });
    socket.on.connected({}, undefined, true);
    expect(refetch).toHaveBeenCalledTimes(1);
    forget();
    socket.on.connected({}, undefined, true);
    expect(refetch).toHaveBeenCalledTimes(1);
  });

  test('takes the stream where sockets never open', async () => {
    const { live, socket, line, heard } = await connected();
    socket.on.closed({ code: 1006 });
    expect(socket.shouldRetry({})).toBe(true);
    socket.on.closed({ code: 1006 });
    expect(socket.shouldRetry({})).toBe(false);
    line.error(new Error('blocked'));
    await vi.waitFor(() => expect(made.streams).toHaveLength(1));
    const { sink: stream, options } = made.streams[0] as { sink: Sink; options: StreamOptions };
    const refetch = vi.fn();
    live.onReconnect(refetch);
    options.on.connected(false);
    expect(refetch).not.toHaveBeenCalled();
    options.on.connected(true);
    expect(refetch).toHaveBeenCalledTimes(1);
    expect(await options.headers()).toEqual({ authorization: 'Bearer access-1' });
    stream.next({ data: 2 });
    expect(heard.mock.calls).toEqual([[{ data: 2 }]]);
  });

  test('keeps to the socket once one has opened', async () => {
    const { socket } = await connected();
    socket.on.connected({}, undefined, false);
    for (let i = 0; i < 5; i++) socket.on.closed({ code: 1006 });
    expect(socket.shouldRetry({})).toBe(true);
  });

  test('that is ended before it has opened is ended as soon as it opens', async () => {
    const live = new Live(session);
    const heard = vi.fn();
    live.subscribe(operation, heard)();
    await vi.waitFor(() => expect(made.ended).toHaveLength(1));
    expect(made.ended).toEqual(made.sinks);
  });
});
