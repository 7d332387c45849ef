/** Where the app is: the address as state, links without page loads, and scroll and focus as a page would have them. */

const now = () => ({ path: location.pathname, query: location.search });
let place = $state.raw(now());

/** The present path; reading it in a template or effect follows it. */
export const path = (): string => place.path;

/** The present query's values. */
export const query = (): URLSearchParams => new URLSearchParams(place.query);

interface Options {
  /** Replaces the present entry of the history. */
  replace?: boolean;
}

let outdated = false;

/** Loads this page from the version that is in charge now. */
export const loadAnew = (): void => location.reload();

/** The next screen is loaded as a page of its own: it comes from another version of the app. */
export function loadNext(): void {
  outdated = true;
}

/** Goes to an address of the app; returns at once. */
export function navigate(to: string, { replace = false }: Options = {}): void {
  if (outdated && !replace) {
    location.assign(to);
    return;
  }
  const change = () => {
    if (replace) history.replaceState({}, '', to);
    else history.pushState({ inside: true }, '', to);
    place = now();
    if (!replace) scrollTo(0, 0);
  };
  change();
}

/** Back within the app; to `fallback` when this address was where the person came in. */
export function back(fallback: string): void {
  if ((history.state as { inside?: boolean } | null)?.inside) history.back();
  else navigate(fallback, { replace: true });
}

function plainLink(event: MouseEvent): URL | undefined {
  if (
    event.defaultPrevented ||
    event.button ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  const link = (event.target as Element | null)?.closest('a');
  if (!link?.href || link.target || link.hasAttribute('download') || link.rel === 'external') return;
  const url = new URL(link.href);
  const served = /^\/(graphql|health|metrics|docs|wallet\/pass|r\/|hooks)/.test(url.pathname);
  return url.origin === location.origin && !served ? url : undefined;
}

/** Starts following links and the browser's own buttons; call once. */
export function startRouter(): void {
  addEventListener('popstate', () => {
    if (outdated) loadAnew();
    else place = now();
  });
  document.addEventListener('click', (event) => {
    const url = plainLink(event);
    if (!url) return;
    event.preventDefault();
    navigate(url.pathname + url.search);
  });
}
