/** The wallet in the hand: what was kept on this device at once, what the server says as it comes, and every push. */
import { sessions } from '$data/auth';
import type { Card, CardBalance } from '$data/documents/wallet';
import { readSnapshot, saveSnapshot } from '$data/snapshot';
import { byUse, merge, patch } from './cards';

export interface Person {
  id: string;
  name: string;
  phone: string;
  language: string;
  birthday?: { day: number; month: number; year?: number | null } | null;
}

interface Held {
  person: Person;
  cards: readonly Card[];
}

const NAME = 'customer:wallet';
const SAVE_AFTER_MS = 250;

let held = $state.raw<Held>();
let savedAt = $state<number>();
let fresh = $state(false);
let looked = $state(false);
let saving: ReturnType<typeof setTimeout> | undefined;

/** Writing waits a moment, so that a push is on the screen before the disk is touched. */
function save(): void {
  savedAt = Date.now();
  clearTimeout(saving);
  saving = setTimeout(() => void write(), SAVE_AFTER_MS);
}

/** A device that keeps nothing, or a page that is being left, costs the copy for days without a line, no more. */
async function write(): Promise<void> {
  if (held) await saveSnapshot(NAME, held, savedAt).catch(() => undefined);
}

function forget(): void {
  clearTimeout(saving);
  held = savedAt = undefined;
  fresh = looked = false;
}

const ordered = $derived(byUse(held?.cards ?? []));

export const wallet = {
  get person(): Person | undefined {
    return held?.person;
  },
  /** The one used last is at the end. */
  get cards(): Card[] {
    return ordered;
  },
  /** Messages that are new, on all cards; what an older version of the app kept does not know. */
  get unread(): number {
    return ordered.reduce((sum, card) => sum + (card.unreadCount || 0), 0);
  },
  /** When this was true, in milliseconds; `undefined` while nothing is known. */
  get savedAt(): number | undefined {
    return savedAt;
  },
  /** The server has answered since the app was opened. */
  get fresh(): boolean {
    return fresh;
  },
  /** Something can be shown, or it is certain that nothing was kept. */
  get looked(): boolean {
    return looked;
  },
  card(id: string): Card | undefined {
    return held?.cards.find((card) => card.id === id);
  },
  /** Shows what was kept on the device, unless the server was faster. */
  async restore(): Promise<void> {
    const kept = await readSnapshot<Held>(NAME).catch(() => undefined);
    if (kept && !held) {
      held = kept.value;
      savedAt = kept.savedAt;
    }
    looked = true;
  },
  /** The server's whole answer. */
  take({ cards, ...person }: Person & { cards: readonly Card[] }): void {
    held = { person, cards: merge(held?.cards ?? [], cards) };
    fresh = looked = true;
    save();
  },
  /** One pushed card; gives the state before it, or `undefined` when the push is old or of no card that is here. */
  apply(pushed: CardBalance): Card | undefined {
    const before = wallet.card(pushed.id);
    if (!held || !before) return undefined;
    const cards = patch(held.cards, pushed);
    if (cards === held.cards) return undefined;
    held = { ...held, cards };
    save();
    return before;
  },
  /** The person's own change, seen at once. */
  change(part: Partial<Person>): void {
    if (!held) return;
    held = { ...held, person: { ...held.person, ...part } };
    save();
  },
};

sessions.customer.onChange((stored) => {
  if (!stored) forget();
});
