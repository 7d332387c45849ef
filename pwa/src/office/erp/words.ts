/** Connections, streams and runs in words. */
import type { ErpConnectionFields, ErpRunFields, ErpStreamFields } from '$data/documents/office-erp';
import type { ResultOf } from '$data/graphql';
import { number, t } from '$i18n';
import { lookUp } from '$i18n/texts.svelte';
import type { Tone } from '$ui/tones';

export type ConnectionInfo = ResultOf<typeof ErpConnectionFields>;
export type StreamInfo = ResultOf<typeof ErpStreamFields>;
export type RunInfo = ResultOf<typeof ErpRunFields>;

const UNITS: [unit: string, seconds: number, from: number][] = [
  ['day', 86_400, 172_800],
  ['hour', 3_600, 7_200],
  ['minute', 60, 120],
  ['second', 1, 0],
];

/** A span in its one fitting unit: `40 seconds`, `3 minutes`, `2 days`. */
export function span(seconds: number): string {
  const [unit, size] = UNITS.find(([, , from]) => seconds >= from) ?? ['second', 1];
  return number(Math.round(Math.max(0, seconds) / size), { style: 'unit', unit, unitDisplay: 'long' });
}

/** How many seconds a live stream is behind now; undefined where it is not live or never caught up. */
export const lagOf = ({ state, caughtUpAt }: StreamInfo, now: number): number | undefined =>
  state === 'LIVE' && caughtUpAt ? Math.max(0, (now - Date.parse(caughtUpAt)) / 1000) : undefined;

/** Late by the stream's own limit, also where nobody has told since. */
export function isLate(stream: StreamInfo, now: number): boolean {
  const lag = lagOf(stream, now);
  return stream.isLate === true || (lag !== undefined && lag > stream.lagLimitSeconds);
}

/** How long something took, also where that is less than a few seconds: `0.4 seconds`. */
export const took = (seconds: number): string =>
  seconds < 10
    ? number(seconds, { style: 'unit', unit: 'second', unitDisplay: 'long', maximumFractionDigits: 1 })
    : span(seconds);

/** What is wrong and whom to ask, by the short word of a problem. */
export const whyOf = (problem: string, said = ''): string =>
  lookUp(`erp.problem_${problem}`) ?? (said || t('erp.problem_unexpected'));

export const streamName = (kind: StreamInfo['kind']): string => t(`erp.stream${kind}`);

/** A financial year as people write it: `2025-26` of `20252026`. */
export const yearText = (year: string): string =>
  /^\d{8}$/.test(year) ? `${year.slice(0, 4)}-${year.slice(6)}` : year;

/** Where a connection leads, for whoever has several. */
export const placeOf = ({ host, port, database, path }: ConnectionInfo): string =>
  path.split(/[\\/]/).at(-1) || [port ? `${host}:${port}` : host, database].filter(Boolean).join(' · ');

export const CONNECTION_TONES: Record<ConnectionInfo['state'], Tone> = {
  UNTESTED: 'warn',
  WORKING: 'good',
  FAILING: 'danger',
  PAUSED: 'plain',
};

export const RUN_TONES: Record<RunInfo['state'], Tone> = {
  RUNNING: 'info',
  DONE: 'good',
  FAILED: 'danger',
  STOPPED: 'plain',
};

const STREAM_TONES: Record<StreamInfo['state'], Tone> = {
  DRAFT: 'plain',
  BACKFILLING: 'info',
  LIVE: 'good',
  PAUSED: 'plain',
};

/** How a stream stands, in one word and its tone. */
export function standingOf(stream: StreamInfo, now: number): { text: string; tone: Tone } {
  if (stream.problem && stream.state !== 'PAUSED') return { text: t('erp.stateFAILING'), tone: 'danger' };
  if (stream.state === 'DRAFT' && !stream.mappingVersion)
    return { text: t('erp.needsMapping'), tone: 'warn' };
  if (isLate(stream, now)) return { text: t('erp.late'), tone: 'warn' };
  return { text: t(`erp.stream${stream.state}`), tone: STREAM_TONES[stream.state] };
}

/** How new rows are found, as a sentence. */
export const cursorOf = ({ spec, overlapMinutes }: StreamInfo): string =>
  lookUp(`erp.cursor${spec.cursor}`, { column: spec.cursorColumn ?? '', minutes: overlapMinutes }) ?? '';

export interface Alarm {
  text: string;
  tone: 'warn' | 'danger';
  href: string;
}

/** What is wrong with a stream and what to do; nothing where all is well. */
export function alarmsOf(stream: StreamInfo, now: number): Alarm[] {
  const name = streamName(stream.kind);
  const href = `/office/erp/streams/${stream.id}`;
  const found: Alarm[] = [];
  if (stream.state === 'PAUSED') return found;
  if (stream.problem) {
    const why = whyOf(stream.problem, stream.problemText);
    found.push({ text: t('erp.alarmFailing', { stream: name, why }), tone: 'danger', href });
  } else if (isLate(stream, now)) {
    const time = span(lagOf(stream, now) ?? stream.lagSeconds ?? 0);
    const limit = span(stream.lagLimitSeconds);
    found.push({ text: t('erp.alarmLate', { stream: name, time, limit }), tone: 'warn', href });
  }
  if (stream.openDeadRows)
    found.push({
      text: t('erp.alarmDead', { stream: name, count: stream.openDeadRows }),
      tone: 'warn',
      href: `${href}/dead`,
    });
  return found;
}

export interface Progress {
  /** 0..1; undefined where nobody knows how many rows there are. */
  share: number | undefined;
  /** Rows per second. */
  rate: number;
  /** Seconds that are left; undefined where that is not known. */
  left: number | undefined;
}

/** How far a run is, and how long it will take at its pace so far. */
export function progressOf({ rowsRead, rowsTotal, seconds }: RunInfo): Progress {
  const rate = seconds > 0 ? rowsRead / seconds : 0;
  if (!rowsTotal) return { share: undefined, rate, left: undefined };
  const left = rate > 0 ? Math.max(0, rowsTotal - rowsRead) / rate : undefined;
  return { share: Math.min(1, rowsRead / rowsTotal), rate, left };
}

const FIGURES = ['rowsRead', 'rowsNew', 'rowsChanged', 'rowsSame', 'rowsDead', 'rowsGone'] as const;

/** What a run did, in its order; figures of zero are left out, but for what was read. */
export function figuresOf(run: RunInfo): { key: string; label: string; value: string }[] {
  const rows = FIGURES.filter((key) => run[key] || key === 'rowsRead').map((key) => ({
    key,
    label: t(`erp.${key}`),
    value: number(run[key]),
  }));
  if (!run.points) return rows;
  const value = number(run.points, { signDisplay: 'exceptZero' });
  return [...rows, { key: 'points', label: t('erp.rowsPoints'), value }];
}
