/** What a bulk run is called, and what came of it, in words. */
import type { RunFields } from '$data/documents/office-bulk';
import type { ResultOf } from '$data/graphql';
import { number, t } from '$i18n';
import { lookUp } from '$i18n/texts.svelte';
import type { Tone } from '$ui/tones';

export type Run = ResultOf<typeof RunFields>;
export type BulkKind = Run['kind'];

export function nameOf(run: Run): string {
  switch (run.kind) {
    case 'TAG':
      return t('customers.runTAG', { tag: run.tagName });
    case 'UNTAG':
      return t('customers.runUNTAG', { tag: run.tagName });
    case 'POINTS':
      return t('customers.runPOINTS', { points: number(run.pointsEach ?? 0, { signDisplay: 'exceptZero' }) });
    case 'STATUS':
      return t('customers.runSTATUS', { status: t(`customers.status${run.status ?? 'ACTIVE'}`) });
    case 'EXPORT':
      return t('customers.runEXPORT', { format: run.format === 'XLSX' ? 'Excel' : 'CSV' });
    case 'IMPORT':
      return t('customers.runIMPORT', { file: run.fileName || t('customers.aList') });
  }
}

export const TONES: Record<Run['state'], Tone> = {
  CHECKING: 'info',
  READY: 'joy',
  QUEUED: 'info',
  RUNNING: 'info',
  PAUSED: 'warn',
  DONE: 'good',
  CANCELLED: 'plain',
  FAILED: 'danger',
  UNDOING: 'info',
  UNDONE: 'plain',
};

/** It moves by itself. */
export const isAtWork = (run: Run): boolean =>
  ['CHECKING', 'QUEUED', 'RUNNING', 'UNDOING'].includes(run.state);

/** 0..1 */
export function shareOf(run: Run): number {
  if (!run.total) return 1;
  return run.state === 'UNDOING' ? run.undone / Math.max(run.changed, 1) : run.done / run.total;
}

/** Why one was refused: `BAD_PHONE:phone` and the like. */
export function why(code: string): string {
  const [name = '', field] = code.split(':');
  const known = lookUp(`customers.code${name}`);
  if (known) return known;
  const where = field && lookUp(`customers.field_${field}`);
  return t('customers.codeOther', { code: where ?? name });
}
