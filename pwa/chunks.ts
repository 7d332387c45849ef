/** How the build is cut into files: each face's code in its own folder, and the first screen in few, well packed files. */
import type { ChunkingContext } from 'rolldown';

/** A face's folder of the build, so that budgets and the precache can tell the faces apart. */
const FOLDERS: [pattern: RegExp, folder: string][] = [
  [/\/src\/dev\//, 'dev/'],
  [/\/src\/office\/|\/uplot\//, 'office/'],
  [/\/src\/merchant\/|\/barcode-detector\/|\/zxing-wasm\//, 'till/'],
];

export function folderOf(modules: string[]): string {
  if (modules.length && modules.every((id) => id.includes('/src/i18n/'))) return 'i18n/';
  const found = FOLDERS.find(([pattern]) => modules.some((id) => pattern.test(id)));
  return found?.[1] ?? '';
}

/** Where the first visit of most people begins. */
const FIRST = ['/src/shell/main.ts', '/src/wallet/Wallet.svelte'];
const OWN = /\/src\/wallet\/|\/documents\/wallet/;
/**
 * Which files come along with one that a first screen asks for. For the first visit, all that it needs; the lists of the
 * staff's faces would weigh more there than the wait for what their own file then asks for.
 */
export function ahead(file: string, needed: string[], { hostId }: { hostId: string }): string[] {
  const byFirst = /\/first-/.test(hostId);
  return byFirst && !/\/(Wallet|SignIn)-/.test(file) ? [] : needed;
}

/** Where a stranger begins. What it is made of, other forms use as well. */
const SIGN_IN = ['/src/shell/SignIn.svelte'];
/** What the wallet makes ready for a day without a line, once the screen is there. */
const PREPARED = ['/src/wallet/prepare.ts'];
/** What the first screens do not use of Svelte, though its one door to all leads here. */
const LATER =
  /\/svelte\/src\/.*\/(bindings\/(select|input|media|size|window|navigator|universal)|clone|actions|attachments|transitions|store)\.js$/;

/** All modules that these load without asking again. */
function closure(start: string[], build: ChunkingContext): Set<string> {
  const seen = new Set<string>();
  const next = [...start];
  for (let id = next.pop(); id; id = next.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    next.push(...(build.getModuleInfo(id)?.importedIds ?? []));
  }
  return seen;
}

let first: Set<string> | undefined;
let signIn: Set<string> | undefined;
let prepared: Set<string> | undefined;

/** The file of a module that a first screen needs: `first` is shared by all faces, `home` is the wallet's. */
export function firstFile(id: string, build: ChunkingContext, root: string): string | null {
  const from = (path: string) => root + path;
  first ??= closure(FIRST.map(from), build);
  signIn ??= closure(SIGN_IN.map(from), build);
  prepared ??= closure(PREPARED.map(from), build);
  if (id.endsWith(FIRST[0] as string)) return null;
  if (first.has(id) && !LATER.test(id)) return OWN.test(id) ? 'home' : 'first';
  if (prepared.has(id) && !signIn.has(id)) return 'prepare';
  return signIn.has(id) && !/\/clone\.js$/.test(id) ? 'sign-in' : null;
}
