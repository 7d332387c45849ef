/** Offering the home screen politely: once after the first visit, once more three visits later, then never. */

import { early, KEY, recall, type InstallEvent, type Memory } from './early';

const PAUSE = 3;

/** Whether to speak of it by itself. */
export function mayOffer({ visits, declined }: Memory): boolean {
  if (declined.length === 0) return visits >= 2;
  return declined.length === 1 && visits >= (declined[0] ?? 0) + PAUSE;
}

let memory = $state.raw(recall());
let native = $state.raw<InstallEvent | undefined>(early.offer);
let installed = $state(
  matchMedia('(display-mode: standalone)').matches ||
    (navigator as { standalone?: boolean }).standalone === true,
);

function remember(next: Memory): void {
  memory = next;
  localStorage.setItem(KEY, JSON.stringify(next));
}

addEventListener('beforeinstallprompt', () => (native = early.offer));
addEventListener('appinstalled', () => (installed = true));

const byHand =
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.maxTouchPoints > 1 && /Macintosh/.test(navigator.userAgent));

export const install = {
  /** The app can be put on the home screen here, and is not there yet. */
  get possible(): boolean {
    return !installed && (native !== undefined || byHand);
  },
  /** Only instructions can be given; the browser has no button for it. */
  get byHand(): boolean {
    return native === undefined;
  },
  get offered(): boolean {
    return install.possible && mayOffer(memory);
  },
  decline(): void {
    remember({ ...memory, declined: [...memory.declined, memory.visits] });
  },
  /** The browser's own question. */
  async ask(): Promise<void> {
    const answer = await native?.prompt();
    if (answer?.outcome === 'accepted') installed = true;
    else install.decline();
  },
};
