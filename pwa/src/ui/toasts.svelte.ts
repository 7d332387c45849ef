/** Short notes that rise at the bottom: what happened, and how to undo it. */

export interface Note {
  id: number;
  text: string;
  tone: 'plain' | 'good' | 'warn' | 'danger' | 'joy';
  action?: { label: string; run: () => void };
}

let shown = $state.raw<readonly Note[]>([]);
let next = 1;

export const notes = (): readonly Note[] => shown;

export function dismiss(id: number): void {
  shown = shown.filter((note) => note.id !== id);
}

/** Shows a note for a while (longer with an action); the newest three are seen. Returns its id. */
export function toast(
  text: string,
  options: Partial<Pick<Note, 'tone' | 'action'>> & { ms?: number } = {},
): number {
  const { tone = 'plain', action, ms = action ? 8_000 : 4_000 } = options;
  const id = next++;
  shown = [...shown, { id, text, tone, action }].slice(-3);
  setTimeout(() => dismiss(id), ms);
  return id;
}
