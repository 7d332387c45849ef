import { describe, expect, test } from 'vitest';
import { guess, guessTable, openKinds, tablesOf, toSpec, wrongWith } from '../../src/office/erp/tables';

const columns = (told: string) =>
  told.split(' ').map((each) => {
    const [name = '', type = ''] = each.split(':');
    return { name, type };
  });
const SOURCE = [
  {
    name: 'Sl_Txn20262027',
    columns: columns('code:int vouch_code:int item_det_code:int Calc_Net_Amt:decimal'),
  },
  { name: 'Cust_Mst_Hd', columns: columns('Cust_Hd_Code:int Mobile_no:varchar') },
  { name: 'Sl_Head20252026', columns: columns('vouch_code:int') },
  {
    name: 'Sl_Head20262027',
    columns: columns(
      'vouch_code:int vouch_date:datetime LTZ_Entry_Date:datetime Branch_Code:int net_amt:decimal RV:timestamp',
    ),
  },
  { name: 'Bill_Ser', columns: columns('Series_Code:int series:varchar') },
  { name: 'Stock20242026', columns: columns('id:int') },
];
const tables = tablesOf(SOURCE);
const named = (name: string) => tables.find((table) => table.name === name);

describe('the tables of a source', () => {
  test('those of financial years are one, with the columns of the newest', () => {
    expect(tables.map(({ name }) => name)).toEqual([
      'Bill_Ser',
      'Cust_Mst_Hd',
      'Sl_Head{FY}',
      'Sl_Txn{FY}',
      'Stock20242026',
    ]);
    expect(named('Sl_Head{FY}')?.columns).toHaveLength(6);
  });

  test('columns are called so that a mapping can name them, each once', () => {
    const [table] = tablesOf([
      {
        name: 'Bills',
        columns: columns('Bill_No: bill-no: 2nd: ä: a[b]:').concat({ name: 'Net Amount', type: '' }),
      },
    ]);
    expect(table?.columns.map(({ called }) => called)).toEqual([
      'bill_no',
      'bill_no_2',
      'nd',
      'column',
      'net_amount',
    ]);
  });
});

describe('what is guessed', () => {
  test('bills by when they were keyed, with what they are compared by', () => {
    expect(guessTable(tables, 'INVOICE')).toBe('Sl_Head{FY}');
    expect(guess(named('Sl_Head{FY}'), 'INVOICE', 'MSSQL')).toEqual({
      table: 'Sl_Head{FY}',
      key: 'vouch_code',
      key2: '',
      cursor: 'TIME_KEY',
      cursorColumn: 'ltz_entry_date',
      day: 'vouch_date',
      branch: 'branch_code',
      amount: 'net_amt',
      parent: '',
      parent2: '',
    });
  });

  test('lines with what names their bill, customers without a time as a whole', () => {
    expect(guessTable(tables, 'INVOICE_LINE')).toBe('Sl_Txn{FY}');
    const lines = guess(named('Sl_Txn{FY}'), 'INVOICE_LINE', 'MSSQL');
    expect([lines.key, lines.parent, lines.cursor]).toEqual(['code', 'vouch_code', 'KEY']);
    expect(guessTable(tables, 'CUSTOMER')).toBe('Cust_Mst_Hd');
    const customers = guess(named('Cust_Mst_Hd'), 'CUSTOMER', 'MSSQL');
    expect([customers.key, customers.cursor, customers.cursorColumn]).toEqual([
      'cust_hd_code',
      'SNAPSHOT',
      '',
    ]);
  });

  test('a row version where nothing tells the time, on SQL Server alone', () => {
    const [table] = tablesOf([{ name: 'Cust', columns: columns('id:int Changed:timestamp') }]);
    expect(guess(table, 'CUSTOMER', 'MSSQL').cursor).toBe('ROWVERSION');
    expect(guess(table, 'CUSTOMER', 'POSTGRESQL').cursor).toBe('TIME_KEY');
  });
});

describe('the form', () => {
  test('says what is missing, and goes out as plain tables and columns', () => {
    const table = named('Cust_Mst_Hd');
    const form = { ...guess(table, 'CUSTOMER', 'MSSQL'), cursor: 'TIME_KEY' as const };
    expect(wrongWith(form, 'CUSTOMER')).toEqual({ cursorColumn: 'needed' });
    expect(wrongWith({ ...form, cursor: 'KEY' }, 'INVOICE_LINE')).toEqual({ parent: 'needed' });
    expect(toSpec({ ...form, cursor: 'SNAPSHOT', key2: 'mobile_no' }, table?.columns ?? [])).toEqual({
      table: 'Cust_Mst_Hd',
      columns: [
        { name: 'cust_hd_code', column: 't.Cust_Hd_Code' },
        { name: 'mobile_no', column: 't.Mobile_no' },
      ],
      key: ['cust_hd_code', 'mobile_no'],
      cursor: 'SNAPSHOT',
      cursorColumn: null,
      day: null,
      branch: null,
      amount: null,
      parent: [],
    });
  });

  test('offers kinds that no stream reads yet', () => {
    expect(
      openKinds([
        { kind: 'INVOICE', state: 'LIVE' },
        { kind: 'CUSTOMER', state: 'DRAFT' },
      ]),
    ).toEqual(['CUSTOMER', 'PRODUCT']);
  });
});
