import { beforeAll, describe, expect, test } from 'vitest';
import { useTexts } from '$i18n';
import { toForm as connectForm, toInput as connectInput, wrongWith } from '../../src/office/erp/connect';
import { cellsFor, changesOf, columnOf, type DeadRow } from '../../src/office/erp/dead';
import {
  deadFirst,
  free,
  missing,
  summaryOf,
  toInput,
  toRow,
  unused,
  valueText,
  withOperation,
  type DryRow,
  type Target,
} from '../../src/office/erp/mapping';
import {
  changedPolicies,
  chosenFor,
  listOf,
  toForm as rulesForm,
  toInput as rulesInput,
  withStore,
  wrongWith as rulesWrong,
  type RulesOf,
} from '../../src/office/erp/rules';
import {
  alarmsOf,
  cursorOf,
  figuresOf,
  lagOf,
  progressOf,
  span,
  standingOf,
  took,
  whyOf,
  yearText,
  type ConnectionInfo,
  type RunInfo,
  type StreamInfo,
} from '../../src/office/erp/words';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const stream = (more: Partial<StreamInfo> = {}): StreamInfo => ({
  id: 'S',
  kind: 'INVOICE',
  preset: 'logic_erp',
  state: 'LIVE',
  spec: { table: 'Sl_Head{FY}', cursor: 'TIME_KEY', cursorColumn: 'ltz_entry_date' },
  mappingVersion: 1,
  pollSeconds: 60,
  overlapMinutes: 180,
  lagLimitSeconds: 900,
  lagSeconds: 40,
  isLate: false,
  problem: '',
  problemText: '',
  polledAt: '2026-11-30T11:59:20Z',
  caughtUpAt: '2026-11-30T11:59:20Z',
  nextPollAt: null,
  openDeadRows: 0,
  version: 1,
  run: null,
  ...more,
});
const run = (more: Partial<RunInfo> = {}): RunInfo => ({
  id: 'R',
  kind: 'BACKFILL',
  state: 'RUNNING',
  rowsTotal: 1000,
  rowsRead: 250,
  rowsNew: 240,
  rowsChanged: 0,
  rowsSame: 0,
  rowsDead: 10,
  rowsGone: 0,
  points: 1234,
  problem: '',
  problemText: '',
  seconds: 10,
  startedAt: '2026-11-30T11:00:00Z',
  movedAt: '2026-11-30T11:00:10Z',
  endedAt: null,
  madeBy: '',
  ...more,
});

beforeAll(() => useTexts('erp', 'mapping', 'errors'));

describe('a stream in words', () => {
  test.each([
    [0, '0 seconds'],
    [40, '40 seconds'],
    [180, '3 minutes'],
    [3 * 3600, '3 hours'],
    [3 * 86_400, '3 days'],
  ])('%d seconds are %s', (seconds, said) => expect(span(seconds)).toBe(said));
  test('what took less than a few seconds is said exactly', () => {
    expect([took(0.42), took(75)]).toEqual(['0.4 seconds', '75 seconds']);
  });
  test('a financial year is written as people do', () =>
    expect([yearText('20252026'), yearText('2025')]).toEqual(['2025-26', '2025']));
  test('only what is live is behind', () => {
    expect(lagOf(stream(), NOW)).toBe(40);
    expect(lagOf(stream({ state: 'PAUSED' }), NOW)).toBeUndefined();
    expect(lagOf(stream({ caughtUpAt: null }), NOW)).toBeUndefined();
  });
  test('it turns late by itself while nobody tells', () => {
    expect(standingOf(stream(), NOW)).toEqual({ text: 'Live', tone: 'good' });
    expect(standingOf(stream(), NOW + 900_000)).toEqual({ text: 'Late', tone: 'warn' });
    expect(alarmsOf(stream(), NOW + 900_000)).toMatchObject([{ tone: 'warn' }]);
  });
  test('a draft without a mapping says so', () =>
    expect(standingOf(stream({ state: 'DRAFT', mappingVersion: 0 }), NOW).text).toBe('Needs its mapping'));
  test('what fails and what waits is told with what to do, and nothing while it rests', () => {
    const bad = stream({ problem: 'login_failed', openDeadRows: 2 });
    expect(alarmsOf(bad, NOW).map(({ tone, href }) => [tone, href])).toEqual([
      ['danger', '/office/erp/streams/S'],
      ['warn', '/office/erp/streams/S/dead'],
    ]);
    expect(alarmsOf(bad, NOW)[0]?.text).toContain('User or password is not right.');
    expect(alarmsOf({ ...bad, state: 'PAUSED' }, NOW)).toEqual([]);
  });
  test('every problem of the reader has its sentence; an unknown one says what the server said', () => {
    expect(whyOf('unheard_of', 'Oops.')).toBe('Oops.');
    expect(whyOf('timed_out', 'Oops.')).toContain('ask your IT person');
  });
  test('how rows are found', () => expect(cursorOf(stream())).toContain('(ltz_entry_date), 180 minutes'));
});

describe('a run', () => {
  test('tells share, pace and time left', () =>
    expect(progressOf(run())).toEqual({ share: 0.25, rate: 25, left: 30 }));
  test('of unknown size has no share', () =>
    expect(progressOf(run({ rowsTotal: null }))).toEqual({ share: undefined, rate: 25, left: undefined }));
  test('leaves out what is nothing', () =>
    expect(figuresOf(run()).map(({ key, value }) => [key, value])).toEqual([
      ['rowsRead', '250'],
      ['rowsNew', '240'],
      ['rowsDead', '10'],
      ['points', '+1,234'],
    ]));
});

describe('a connection', () => {
  const kept = { name: 'Main', kind: 'MSSQL', host: 'SRV', port: null, hasPassword: true } as ConnectionInfo;
  test('never shows its password, and keeps it where none is typed', () => {
    const form = connectForm(kept, 'Asia/Kolkata');
    expect(form.password).toBe('');
    expect(connectInput(form, true).password).toBeNull();
    expect(connectInput({ ...form, password: 'x' }, true).password).toBe('x');
  });
  test('needs what its kind needs', () => {
    const form = connectForm(undefined, 'Asia/Kolkata');
    expect(Object.keys(wrongWith(form))).toEqual(['name', 'host', 'database', 'username']);
    expect(wrongWith({ ...form, kind: 'SQLITE', name: 'x', path: 'y' })).toEqual({});
    expect(wrongWith({ ...form, port: '14x' }).port).toBe('numberNeeded');
    expect(connectInput({ ...form, kind: 'CSV_FOLDER', path: 'bills' }, false)).not.toHaveProperty('host');
  });
});

describe('a mapping', () => {
  const target = (name: string, isRequired: boolean): Target => ({
    name,
    isRequired,
    kind: 'text',
    description: '',
    choices: [],
  });
  const targets = [target('key', true), target('amount_minor', true), target('series', false)];
  const rows = [
    toRow({ sourceField: 'code', targetField: 'key', transformation: 'concat(-, series, code)' }),
    toRow({ sourceField: 'net', targetField: '' }),
  ];
  test('knows what is missing, free and unused', () => {
    expect(missing(rows, targets).map(({ name }) => name)).toEqual(['amount_minor']);
    expect(free(rows, targets).map(({ name }) => name)).toEqual(['amount_minor', 'series']);
    expect(unused(rows, ['code', 'net', 'series', 'branch'])).toEqual(['branch']);
  });
  test('sends finished rows only, nothing for an empty default', () =>
    expect(toInput(rows)).toEqual([
      {
        sourceField: 'code',
        targetField: 'key',
        transformation: 'concat(-, series, code)',
        default: null,
        isRequired: false,
        onError: 'DEAD',
      },
    ]));
  test('gets an operation at its end', () => {
    expect(withOperation('', { name: 'trim', usage: 'trim' })).toBe('trim');
    expect(withOperation('trim', { name: 'e164', usage: 'e164(country)' })).toBe('trim | e164()');
  });
  const dry = (result: unknown): DryRow => ({ key: 'k', source: {}, result, problems: [] });
  test('shows the dead first, and the living in a few words', () => {
    const living = dry({ key: '7', number: 'RT/7', amount_minor: 64_000, is_deleted: false });
    expect(deadFirst([living, dry(null)]).map(({ result }) => result === null)).toEqual([true, false]);
    expect(summaryOf(living)).toBe('RT/7 · €640.00');
    expect(valueText('phone', '+919822041763')).toBe('+91 98220 41763');
  });
});

describe('a row that could not be taken', () => {
  const row = {
    payload: { name: 'Asha', net_amt: null, code: 7 },
    edited: { net_amt: '650' },
    path: 'amount_minor',
  } as unknown as DeadRow;
  test('is a form in the order of its columns, the failing one first', () => {
    const cells = cellsFor(row, ['code', 'net_amt', 'name'], 'net_amt');
    expect(cells).toEqual([
      { column: 'net_amt', read: '', typed: '650' },
      { column: 'code', read: '7', typed: '7' },
      { column: 'name', read: 'Asha', typed: 'Asha' },
    ]);
  });
  test('sends what differs from what was read', () =>
    expect(
      changesOf([
        { column: 'a', read: '1', typed: '2' },
        { column: 'b', read: 'x', typed: '' },
        { column: 'c', read: 'y', typed: 'y' },
      ]),
    ).toEqual({ a: '2', b: null }));
  test('knows its column by the mapping', () =>
    expect(columnOf(row, [{ sourceField: 'net_amt', targetField: 'amount_minor' }])).toBe('net_amt'));
});

describe('rules for bills', () => {
  const rules = {
    branches: [{ code: '1', store: { id: 'A' } }],
    defaultStore: null,
    excludedSeries: ['ST/'],
    excludedBranches: [],
    minBill: { minorUnits: 10_000, currency: 'INR' },
    countsFrom: null,
    dateBasis: 'BILL',
    placeholderPhones: [],
    maxCustomersPerPhone: 4,
    returnWaitHours: 72,
    claimDays: 60,
    keepsLines: true,
    staffTag: 'Staff',
  } as unknown as RulesOf['rules'];
  test('a branch that was seen gets a store by choosing, or none again', () => {
    const branches = withStore([{ code: 'A', storeId: 'S1' }], 'Z9', 'S2');
    expect([chosenFor(branches, 'Z9'), chosenFor(branches, 'A'), chosenFor(branches, 'B')]).toEqual([
      'S2',
      'S1',
      '',
    ]);
    expect(withStore(withStore(branches, 'Z9', 'S3'), 'A', '')).toEqual([{ code: 'Z9', storeId: 'S3' }]);
  });

  test('go through their form unchanged', () =>
    expect(rulesInput(rulesForm(rules), 'C', 'INR')).toMatchObject({
      connectionId: 'C',
      branches: [{ code: '1', storeId: 'A' }],
      defaultStoreId: null,
      excludedSeries: ['ST/'],
      minBill: { minorUnits: 10_000, currency: 'INR' },
      countsFrom: null,
      claimDays: 60,
    }));
  test('say what is wrong', () => {
    const form = {
      ...rulesForm(rules),
      claimDays: '9999',
      minBill: 'x',
      branches: [{ code: '', storeId: 'A' }],
    };
    expect(rulesWrong(form, 'INR')).toEqual({
      branches: 'branchNeeded',
      minBill: 'amount',
      claimDays: 'number',
    });
  });
  test('take lists with commas', () => expect(listOf(' a, b;a\n c ')).toEqual(['a', 'b', 'c']));
  test('send changed policies only, never those of the customer', () => {
    const before = [
      { fieldName: 'NAME', policy: 'ERP_WINS' },
      { fieldName: 'CITY', policy: 'ERP_WINS' },
      { fieldName: 'KIDS', policy: 'OURS_WINS' },
    ] as const;
    const after = { NAME: 'REVIEW', CITY: 'ERP_WINS', KIDS: 'ERP_WINS' } as const;
    expect(changedPolicies(before, after, 'C').policies).toEqual([{ fieldName: 'NAME', policy: 'REVIEW' }]);
  });
});
