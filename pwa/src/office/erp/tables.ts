/** A table of one's own as a stream: what is guessed of its columns, and the form and back. */
import type { ErpTables, SaveErpSpec } from '$data/documents/office-erp-tables';
import type { ResultOf, VariablesOf } from '$data/graphql';
import type { ConnectionInfo } from './words';

type SpecInput = VariablesOf<typeof SaveErpSpec>['input']['spec'];
export type Cursor = SpecInput['cursor'];
export type Kind = VariablesOf<typeof SaveErpSpec>['input']['kind'];
type Source = ConnectionInfo['kind'];
type Found = ResultOf<typeof ErpTables>['erpTables'][number];

export interface Column {
  /** As the source writes it. */
  readonly name: string;
  readonly type: string;
  /** As mappings call it. */
  readonly called: string;
}
export interface Table {
  /** With `{FY}` where each financial year has one of its own. */
  readonly name: string;
  readonly columns: readonly Column[];
}
/** Columns by what mappings call them; empty for none. */
export interface TableForm {
  table: string;
  key: string;
  key2: string;
  cursor: Cursor;
  cursorColumn: string;
  day: string;
  branch: string;
  amount: string;
  parent: string;
  parent2: string;
}

/** Streams of their own; lines are read beside their bills. */
export const KINDS = ['CUSTOMER', 'PRODUCT', 'INVOICE'] as const satisfies readonly Kind[];
export const MOST_COLUMNS = 100;
const MOST_SIGNS = 63;
/** No name of a column has these: see the server's own check. */
const ODD = /["'`[\];]/;
const YEARS = /^(.*?)(\d{4})(\d{4})$/;

/** Whether two years follow each other, as in `Sl_Head20262027`. */
const isYear = (first = '', second = '') => Number(second) === Number(first) + 1;

/** Small letters, digits and _; each once. */
function called(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .replace(/_+$/, '')
    .slice(0, MOST_SIGNS - 3);
  const start = plain || 'column';
  for (let nr = 1; ; nr += 1) {
    const word = nr === 1 ? start : `${start}_${nr}`;
    if (!taken.has(word)) return word;
  }
}

function columnsOf(found: Found): Column[] {
  const taken = new Set<string>();
  return found.columns
    .filter(({ name }) => name && !ODD.test(name))
    .slice(0, MOST_COLUMNS)
    .map(({ name, type }) => {
      const word = called(name, taken);
      taken.add(word);
      return { name, type, called: word };
    });
}

/** The tables by name; those of financial years are one, with the columns of the newest. */
export function tablesOf(found: readonly Found[]): Table[] {
  const tables = new Map<string, Found>();
  for (const each of [...found].sort((a, b) => a.name.localeCompare(b.name))) {
    const [, stem, first, second] = YEARS.exec(each.name) ?? [];
    tables.set(stem && isYear(first, second) ? `${stem}{FY}` : each.name, each);
  }
  return [...tables].map(([name, each]) => ({ name, columns: columnsOf(each) }));
}

const TABLE_WORDS: Record<Kind, RegExp> = {
  CUSTOMER: /cust|client|member|party|partner|kunde/i,
  PRODUCT: /prod|item|artic|artik|goods|sku/i,
  INVOICE: /bill|invoice|sale|receipt|sl_head|order|beleg|rechn/i,
  INVOICE_LINE: /line|detail|txn|_item|posit|pos_/i,
};
const KEY_WORDS: Record<Kind, RegExp> = {
  CUSTOMER: /^(id|.*(cust|member|party|client).*(id|code|no|key))$/,
  PRODUCT: /^(sku|id|.*(item|prod|artic).*(id|code|no|key)|code)$/,
  INVOICE: /^(id|.*(bill|invoice|vouch|order|receipt).*(id|code|no|key)|name)$/,
  INVOICE_LINE: /^(id|line_?(id|no|nr)|.*(line|txn|row).*(id|code|no|key)|code)$/,
};
const CHANGED = /(updated|modified|changed|write|entry|keyed|created|stamp)/;
const DAY = /(bought|bill_?date|vouch_?date|invoice_?date|order_?date|posting_?date|^date|_day$|day|date)/;
const BRANCH = /(branch|store|shop|outlet|location|filial)/;
const AMOUNT = /(net|grand|total|amount|amt|betrag|summe)/;
const PARENT = /(bill|invoice|vouch|order|receipt|parent|head).*(id|code|no|key)|^parent$/;
const isTime = ({ type, called: word }: Column) =>
  /date|time/i.test(type) || (/^$|text|char/i.test(type) && (CHANGED.test(word) || DAY.test(word)));
const isVersion = ({ type }: Column) => /^(rowversion|timestamp)$/i.test(type);

const first = (columns: readonly Column[], word: RegExp, fits: (column: Column) => boolean = () => true) =>
  columns.find((column) => word.test(column.called) && fits(column))?.called ?? '';

/** What a table of that kind would have besides its name. */
const SIGNS: Record<Kind, readonly RegExp[]> = {
  CUSTOMER: [/phone|mobile|tel|handy/, /name/],
  PRODUCT: [/name|title|descr/, /price|rate|mrp|preis/],
  INVOICE: [DAY, AMOUNT],
  INVOICE_LINE: [PARENT, AMOUNT],
};

/** How much a table looks like one of this kind, by its name and by what it has. */
function likeness({ name, columns }: Table, kind: Kind): number {
  const others = kind === 'INVOICE_LINE' ? [] : [TABLE_WORDS.INVOICE_LINE];
  const isNamed = TABLE_WORDS[kind].test(name) && !others.some((word) => word.test(name));
  const signs = SIGNS[kind].filter((word) => first(columns, word)).length;
  return (isNamed ? 3 : 0) + signs;
}

/** The table that looks most like one of this kind; of equals the one with the shortest name: it is the thing itself. */
export function guessTable(tables: readonly Table[], kind: Kind): string {
  const [best] = [...tables].sort(
    (a, b) => likeness(b, kind) - likeness(a, kind) || a.name.length - b.name.length,
  );
  return best?.name ?? '';
}

/** What is most likely of a table, all of which can be changed. */
export function guess(table: Table | undefined, kind: Kind, source: Source): TableForm {
  const columns = table?.columns ?? [];
  const changed = first(
    columns,
    CHANGED,
    (column) => isTime(column) && !(source === 'MSSQL' && isVersion(column)),
  );
  const version = source === 'MSSQL' ? columns.find(isVersion)?.called : undefined;
  const isBill = kind === 'INVOICE';
  const isLine = kind === 'INVOICE_LINE'; // looked up with their bills: they have no news of their own
  const [cursor, cursorColumn]: [Cursor, string] = isLine
    ? ['KEY', '']
    : changed
      ? ['TIME_KEY', changed]
      : version
        ? ['ROWVERSION', version]
        : [isBill ? 'KEY' : 'SNAPSHOT', ''];
  return {
    table: table?.name ?? '',
    key: first(columns, KEY_WORDS[kind]) || (columns[0]?.called ?? ''),
    key2: '',
    cursor,
    cursorColumn,
    day: isBill ? first(columns, DAY, (column) => isTime(column) && column.called !== changed) : '',
    branch: isBill ? first(columns, BRANCH) : '',
    amount: isBill || isLine ? first(columns, AMOUNT) : '',
    parent: isLine ? first(columns, PARENT) : '',
    parent2: '',
  };
}

/** Ways of finding what is new; two of them are SQL Server's own. */
export const cursorsOf = (source: Source): Cursor[] => [
  'TIME_KEY',
  'SNAPSHOT',
  'KEY',
  ...(source === 'MSSQL' ? (['ROWVERSION', 'CHANGE_TRACKING'] as const) : []),
];

export const needsColumn = (cursor: Cursor): boolean => cursor === 'TIME_KEY' || cursor === 'ROWVERSION';

/** Kinds that can be chosen: those that no stream reads yet, and those whose stream has not begun. */
export const openKinds = (streams: readonly { kind: Kind; state: string }[]) =>
  KINDS.filter((kind) => streams.every((stream) => stream.kind !== kind || stream.state === 'DRAFT'));

/** Which fields are empty that may not be. */
export function wrongWith(form: TableForm, kind: Kind): Partial<Record<keyof TableForm, 'needed'>> {
  const needed: (keyof TableForm)[] = ['table', 'key'];
  if (needsColumn(form.cursor)) needed.push('cursorColumn');
  if (kind === 'INVOICE_LINE') needed.push('parent');
  return Object.fromEntries(needed.filter((field) => !form[field]).map((field) => [field, 'needed']));
}

const named = (...names: string[]) => names.filter((name, at) => name && names.indexOf(name) === at);

export function toSpec(form: TableForm, columns: readonly Column[]): SpecInput {
  return {
    table: form.table,
    columns: columns.map(({ name, called: word }) => ({ name: word, column: `t.${name}` })),
    key: named(form.key, form.key2),
    cursor: form.cursor,
    cursorColumn: needsColumn(form.cursor) ? form.cursorColumn : null,
    day: form.day || null,
    branch: form.branch || null,
    amount: form.amount || null,
    parent: named(form.parent, form.parent2),
  };
}
