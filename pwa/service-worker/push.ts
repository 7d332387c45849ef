/** Notifications: what a push shows, and where a tap on it leads. */

declare const self: ServiceWorkerGlobalScope;

interface Note {
  title: string;
  body?: string;
  /** Where a tap leads, inside the app. */
  url?: string;
  /** A newer note with the same tag replaces the older one. */
  tag?: string;
  /** How many things wait; shown on the app's icon. */
  badge?: number;
}

interface Badging {
  setAppBadge?: (count: number) => Promise<void>;
}

export async function shown(data: PushMessageData | null): Promise<void> {
  const note = (data?.json() ?? { title: 'Regulars' }) as Note;
  const { title, body, url, tag, badge } = note;
  if (badge) await (self.navigator as Badging).setAppBadge?.(badge);
  await self.registration.showNotification(title, {
    body,
    tag,
    data: url,
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
  });
}

/** Brings the open app to the front, or opens it, at the note's address. Only addresses of the app itself. */
export async function clicked(url: string | undefined): Promise<void> {
  const target = new URL(url ?? '/', self.location.origin);
  if (target.origin !== self.location.origin) return;
  const [open] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!open) {
    await self.clients.openWindow(target.href);
    return;
  }
  await open.focus();
  open.postMessage({ type: 'open', path: target.pathname + target.search });
}
