/** A connection as a form holds it, and back. */
import type { SaveErpConnection, TestErpConnection } from '$data/documents/office-erp-acts';
import type { ResultOf, VariablesOf } from '$data/graphql';
import { text, whole } from '../typed';
import type { ConnectionInfo } from './words';

export type Diagnosis = NonNullable<ResultOf<typeof TestErpConnection>['testErpConnection']['diagnosis']>;
type Input = VariablesOf<typeof SaveErpConnection>['input']['connection'];
export type Kind = ConnectionInfo['kind'];

export const KINDS: readonly Kind[] = ['MSSQL', 'POSTGRESQL', 'MYSQL', 'SQLITE', 'CSV_FOLDER'];
export const PORTS: Partial<Record<Kind, number>> = { MSSQL: 1433, POSTGRESQL: 5432, MYSQL: 3306 };
export const isFile = (kind: Kind): boolean => kind === 'SQLITE' || kind === 'CSV_FOLDER';

export interface ConnectForm {
  name: string;
  kind: Kind;
  host: string;
  port: string;
  database: string;
  username: string;
  password: string;
  path: string;
  timeZone: string;
  isEncrypted: boolean;
  rowsPerSecond: string;
  timeout: string;
}

/** The password is never known: it is typed anew or kept. */
export const toForm = (kept: ConnectionInfo | undefined, timeZone: string): ConnectForm => ({
  name: kept?.name ?? '',
  kind: kept?.kind ?? 'MSSQL',
  host: kept?.host ?? '',
  port: text(kept?.port),
  database: kept?.database ?? '',
  username: kept?.username ?? '',
  password: '',
  path: kept?.path ?? '',
  timeZone: kept?.timeZone ?? timeZone,
  isEncrypted: kept?.isEncrypted ?? false,
  rowsPerSecond: text(kept?.rowsPerSecond),
  timeout: text(kept?.queryTimeoutSeconds ?? 30),
});

const NEEDED = { file: ['name', 'path'], server: ['name', 'host', 'database', 'username'] } as const;
const NUMBERS = ['port', 'rowsPerSecond', 'timeout'] as const;

/** Which fields are wrong, and how. */
export function wrongWith(form: ConnectForm): Partial<Record<keyof ConnectForm, 'needed' | 'numberNeeded'>> {
  const needed = NEEDED[isFile(form.kind) ? 'file' : 'server'].filter((field) => !form[field].trim());
  const numbers = NUMBERS.filter((field) => form[field].trim() && !whole(form[field]));
  return Object.fromEntries([
    ...needed.map((field) => [field, 'needed']),
    ...numbers.map((field) => [field, 'numberNeeded']),
  ]);
}

export function toInput(form: ConnectForm, isKept: boolean): Input {
  const common = {
    name: form.name.trim(),
    kind: form.kind,
    timeZone: form.timeZone,
    queryTimeoutSeconds: whole(form.timeout) ?? 30,
    rowsPerSecond: whole(form.rowsPerSecond) ?? null,
  };
  if (isFile(form.kind)) return { ...common, path: form.path.trim() };
  return {
    ...common,
    host: form.host.trim(),
    port: whole(form.port) ?? null,
    database: form.database.trim(),
    username: form.username.trim(),
    password: isKept && !form.password ? null : form.password,
    isEncrypted: form.isEncrypted,
  };
}

/** The login that IT makes: one that may only read. */
export const LOGINS: Partial<Record<Kind, string>> = {
  MSSQL: `CREATE LOGIN regulars_reader WITH PASSWORD = '…';
USE [your_database];
CREATE USER regulars_reader FOR LOGIN regulars_reader;
ALTER ROLE db_datareader ADD MEMBER regulars_reader;`,
  POSTGRESQL: `CREATE ROLE regulars_reader LOGIN PASSWORD '…' CONNECTION LIMIT 3;
ALTER ROLE regulars_reader SET default_transaction_read_only = on;
GRANT CONNECT ON DATABASE your_database TO regulars_reader;
GRANT pg_read_all_data TO regulars_reader;`,
  MYSQL: `CREATE USER 'regulars_reader'@'%' IDENTIFIED BY '…';
GRANT SELECT ON your_database.* TO 'regulars_reader'@'%';`,
};
