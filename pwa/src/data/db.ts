/** The device's own store: sessions, the wallet's snapshot, the till's queue. Also read by the service worker. */

export interface StoredSession {
  refreshToken: string;
  /** Shown while the net is away: a name or a phone number. */
  who: string;
}

interface Snapshot {
  savedAt: number;
  value: unknown;
}

export interface QueueEntry {
  /** Doubles as the idempotency key, so a replay never counts twice. */
  id: string;
  /** Given by the store, growing: the order of replay. */
  at: number;
  kind: string;
  payload: unknown;
  state: 'waiting' | 'sent' | 'refused';
  /** Why it was refused: the server's code and sentence. */
  problem?: { code: string; message: string };
}

interface Stores {
  sessions: StoredSession;
  snapshots: Snapshot;
  queue: QueueEntry;
}
type Name = keyof Stores;

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The device refused to store this.'));
  });
}

/** IndexedDB in promises: one request per call, each in a transaction of its own. */
class Db {
  constructor(private readonly base: IDBDatabase) {}

  #read = (name: Name) => this.base.transaction(name).objectStore(name);
  #write = (name: Name) => this.base.transaction(name, 'readwrite').objectStore(name);

  get<N extends Name>(name: N, key: IDBValidKey): Promise<Stores[N] | undefined> {
    return settled(this.#read(name).get(key));
  }
  /** All values in the order of their keys. */
  all<N extends Name>(name: N): Promise<Stores[N][]> {
    return settled(this.#read(name).getAll());
  }
  keys(name: Name): Promise<IDBValidKey[]> {
    return settled(this.#read(name).getAllKeys());
  }
  find(id: string): Promise<QueueEntry | undefined> {
    return settled(this.#read('queue').index('id').get(id));
  }
  /** Writes a value and gives its key; `key` where the value does not hold its own. */
  put<N extends Name>(name: N, value: Omit<Stores[N], 'at'>, key?: IDBValidKey): Promise<IDBValidKey> {
    return settled(this.#write(name).put(value, key));
  }
  delete(name: Name, key: IDBValidKey): Promise<void> {
    return settled(this.#write(name).delete(key));
  }
  clear(name: Name): Promise<void> {
    return settled(this.#write(name).clear());
  }
}

async function open(): Promise<Db> {
  const request = indexedDB.open('regulars', 1);
  request.onupgradeneeded = () => {
    const fresh = request.result;
    fresh.createObjectStore('sessions');
    fresh.createObjectStore('snapshots');
    const queue = fresh.createObjectStore('queue', { keyPath: 'at', autoIncrement: true });
    queue.createIndex('id', 'id', { unique: true });
  };
  return new Db(await settled(request));
}

let opened: Promise<Db> | undefined;

export const db = (): Promise<Db> => (opened ??= open());
