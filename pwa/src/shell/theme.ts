/** Light, dark, or as the device has it; remembered on this device. */

export type Theme = 'light' | 'dark' | 'system';

const KEY = 'regulars.theme';

export function theme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function apply(chosen: Theme): void {
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

export function setTheme(chosen: Theme): void {
  localStorage.setItem(KEY, chosen);
  apply(chosen);
}

export function startTheme(): void {
  apply(theme());
}
