/** A program's settings as a form holds them, and back. Points per unit of money, never per minor unit. */
import type { ResultOf, VariablesOf } from '$data/graphql';
import type { ProgramFields, UpdateProgram } from '$data/documents/office-settings';
import { minorDigits } from '$i18n/format';

export type ProgramInfo = ResultOf<typeof ProgramFields>;
type Input = VariablesOf<typeof UpdateProgram>['input'];
type Limits = ProgramInfo['limits'];

export type ProgramForm = ReturnType<typeof toForm>;

const text = (value: number | null): string => (value === null ? '' : String(value));
const whole = (typed: string): number | null => (/^\d+$/.test(typed.trim()) ? Number(typed) : null);

const LIMITS = [
  'perTransaction',
  'perDay',
  'perWeek',
  'perMonth',
  'balance',
  'staffAwardsPerHour',
  'storePointsPerDay',
] as const;

function limitsOf(limits: Limits): Record<(typeof LIMITS)[number], string> {
  return Object.fromEntries(LIMITS.map((name) => [name, text(limits[name])])) as ReturnType<typeof limitsOf>;
}

export function toForm(program: ProgramInfo) {
  const unit = 10 ** minorDigits(program.currency);
  return {
    name: program.name,
    pointsName: program.pointsName,
    points: String(program.earnRate.points),
    per: String(program.earnRate.perAmount.minorUnits / unit),
    rounding: program.rounding as string,
    pointValue: String(program.pointValue / unit),
    expiryKind: program.expiryKind as string,
    expiryMonths: String(program.expiryMonths),
    pendingKind: program.pendingKind as string,
    pendingDays: String(program.pendingDays),
    reminders: program.expiryReminderDays.join(', '),
    reinstateWithin: String(program.reinstateWithinDays),
    shortfallPolicy: program.shortfallPolicy as string,
    voidMinutes: String(Math.round(program.voidWindowSeconds / 60)),
    limitMode: program.limits.mode as string,
    ...limitsOf(program.limits),
  };
}

/** Days as somebody types them, `30, 7, 1`; `undefined` where they are none. */
export function daysOf(typed: string): number[] | undefined {
  const parts = typed.split(/[\s,;]+/).filter(Boolean);
  const days = parts.map(Number);
  const fine = parts.every((part) => /^\d+$/.test(part)) && days.every((day) => day >= 1 && day <= 180);
  return fine && days.length <= 5 ? days : undefined;
}

/** The change for the API. Empty limits mean none. */
export function toInput(form: ProgramForm, program: ProgramInfo): Input {
  const unit = 10 ** minorDigits(program.currency);
  return {
    name: form.name.trim(),
    pointsName: form.pointsName.trim(),
    earnRate: { points: whole(form.points) ?? 0, perMinorUnits: Math.round(Number(form.per) * unit) || 0 },
    rounding: form.rounding as Input['rounding'],
    pointValue: Number(form.pointValue) * unit,
    expiryKind: form.expiryKind as Input['expiryKind'],
    expiryMonths: whole(form.expiryMonths) ?? 0,
    pendingKind: form.pendingKind as Input['pendingKind'],
    pendingDays: whole(form.pendingDays) ?? 0,
    expiryReminderDays: daysOf(form.reminders) ?? [],
    reinstateWithinDays: whole(form.reinstateWithin) ?? 0,
    shortfallPolicy: form.shortfallPolicy as Input['shortfallPolicy'],
    voidWindowSeconds: (whole(form.voidMinutes) ?? 0) * 60,
    limits: {
      mode: form.limitMode as Limits['mode'],
      ...Object.fromEntries(LIMITS.map((name) => [name, whole(form[name])])),
    },
    version: program.version,
  };
}

/** What a bill would earn by the plain rate; rules come on top. */
export function wouldEarn(form: ProgramForm, bill: number): number {
  const [points, per] = [Number(form.points), Number(form.per)];
  if (!points || !per) return 0;
  const earned = (bill / per) * points;
  return form.rounding === 'FLOOR' ? Math.floor(earned) : Math.round(earned);
}
