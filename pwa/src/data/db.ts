/** The device's own store: sessions, the wallet's snapshot, the till's queue. Also read by the service worker. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

export interface StoredSession {
  refreshToken: string;
  /** Shown while the net is away: a name or a phone number. */
  who: string;
}

export interface Snapshot {
  savedAt: number;
  value: unknown;
}

export interface QueueEntry {
  /** Doubles as the idempotency key, so a replay never counts twice. */
  id: string;
  /** Grows by one per entry: the order of replay. */
  at: number;
  kind: string;
  payload: unknown;
  state: 'waiting' | 'sent' | 'refused';
  /** Why it was refused: the server's code and sentence. */
  problem?: { code: string; message: string };
}

interface Schema extends DBSchema {
  sessions: { key: string; value: StoredSession };
  snapshots: { key: string; value: Snapshot };
  queue: { key: string; value: QueueEntry; indexes: { at: number } };
}

let opened: Promise<IDBPDatabase<Schema>> | undefined;

export function db(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('regulars', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('sessions');
      fresh.createObjectStore('snapshots');
      fresh.createObjectStore('queue', { keyPath: 'id' }).createIndex('at', 'at');
    },
  });
  return opened;
}
