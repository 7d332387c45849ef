/** How a bill's state looks. */
import type { BillInfo } from './till.svelte';

export const TONES: Record<BillInfo['status'], 'good' | 'warn' | 'plain'> = {
  RECORDED: 'good',
  PARTLY_RETURNED: 'warn',
  RETURNED: 'warn',
  VOIDED: 'plain',
};
