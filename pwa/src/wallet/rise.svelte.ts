/** Opening and closing a card: one view transition in which the card keeps its identity. */

let opened = $state<string>();

/** The card that was opened last: it carries the name by which both screens know it. */
export const openedCard = (): string | undefined => opened;

const LONGEST_WAIT_MS = 400;

/** Settles when an element is on the page, or when waiting longer would be felt. */
function there(selector: string): Promise<void> {
  return new Promise((done) => {
    const look = () => document.querySelector(selector) && finish();
    const watch = new MutationObserver(look);
    const timer = setTimeout(finish, LONGEST_WAIT_MS);
    function finish() {
      clearTimeout(timer);
      watch.disconnect();
      done();
    }
    watch.observe(document.body, { childList: true, subtree: true });
    look();
  });
}

/** Makes a change of screen in which the card moves; where that cannot be, or is not wanted, just the change. */
export function rise(cardId: string, change: () => void, arrived: string): void {
  opened = cardId;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (calm || !document.startViewTransition) return change();
  const { ready } = document.startViewTransition(async () => {
    change();
    await there(arrived);
  });
  // Skipped, for example behind another window: the change itself has been made.
  ready.catch(() => undefined);
}
