/** What came of rows that were tried again, said once. */
import { number, t } from '$i18n';
import { toast } from '$ui/toasts.svelte';

export function tellReplayed(came: { settled: number; stillDead: number; points: number }): void {
  const said = [
    came.settled &&
      t('mapping.settled', {
        count: came.settled,
        points: number(came.points, { signDisplay: 'exceptZero' }),
      }),
    came.stillDead && t('mapping.stillDead', { count: came.stillDead }),
  ];
  toast(said.filter(Boolean).join(' '), { tone: came.stillDead ? 'warn' : 'good', ms: 7_000 });
}
