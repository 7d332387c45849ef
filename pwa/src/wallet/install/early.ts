/** What comes with the first screen: the visit is counted, and the browser's offer is held until somebody wants it. */

export interface InstallEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

export interface Memory {
  visits: number;
  /** At which visits it was declined. */
  declined: number[];
}

export const KEY = 'regulars.install';

export function recall(): Memory {
  try {
    return { visits: 0, declined: [], ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Memory>) };
  } catch {
    return { visits: 0, declined: [] };
  }
}

export const early: { offer?: InstallEvent } = {};
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  early.offer = event as InstallEvent;
});

/** Which visit this is; one per tab is enough to count. */
export function countVisit(): number {
  const { visits, declined } = recall();
  if (sessionStorage.getItem(KEY)) return visits;
  sessionStorage.setItem(KEY, '1');
  localStorage.setItem(KEY, JSON.stringify({ visits: visits + 1, declined }));
  return visits + 1;
}
