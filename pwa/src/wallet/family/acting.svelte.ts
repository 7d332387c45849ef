/** What is done in a household: one act at a time, its answer in the place of what was known. */
import type { Document } from '$data/http';
import { outcome } from '$data/outcome';
import { send } from '$data/query.svelte';
import type { FamilyCard } from '$data/documents/wallet-family';

interface Payload {
  card: FamilyCard | null;
  errors: readonly { code: string; message: string; path?: readonly string[]; params?: unknown }[];
}

export class Acting {
  busy = $state(false);
  problem = $state<string>();
  at = $state<Record<string, string>>({});

  constructor(private readonly took: (card: FamilyCard) => void) {}

  /** Sends an act; what was done, or nothing where it was refused: then `problem` and `at` say why. */
  async run<Data, Input, P extends Payload>(
    document: Document<Data, { input: Input }>,
    input: Input,
    payload: (data: Data) => P,
  ): Promise<P | undefined> {
    this.busy = true;
    const result = outcome(await send(document, { input }), payload);
    this.busy = false;
    this.at = result.at;
    this.problem = result.problem ?? Object.values(result.at)[0];
    if (result.done?.card) this.took(result.done.card);
    return result.done;
  }

  /** Forgets what was wrong. */
  clear(): void {
    this.problem = undefined;
    this.at = {};
  }
}
