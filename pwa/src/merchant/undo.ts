/** Taking back a sale within its window. */
import { VoidSale } from '$data/documents/till-sale';
import { tell } from '$data/problems';
import { send } from '$data/query.svelte';
import { t } from '$i18n';
import { toast } from '$ui/toasts.svelte';

/** Voids a bill; says what became of it. True when it is void. Repeating it is harmless: its key is the bill. */
export async function undo(purchaseId: string): Promise<boolean> {
  const sent = await send(VoidSale, { input: { purchaseId, idempotencyKey: `void:${purchaseId}` } }, 'staff');
  const problem = sent.data?.voidPurchase.errors[0];
  if (sent.data && !problem) {
    toast(t('merchant.undone'), { tone: 'good' });
    return true;
  }
  toast(problem ? tell(problem) : (sent.failure ?? ''), { tone: 'danger' });
  return false;
}
