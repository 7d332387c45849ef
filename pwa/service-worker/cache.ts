/** The app's own files, kept by version: the shell for everybody, a staff face only where it is used. */

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

export type Part = 'shell' | 'till' | 'office';

const files = self.__WB_MANIFEST;
const CACHE = `app-${hash(files.map(({ url, revision }) => `${url} ${revision ?? ''}`).join('\n'))}`;
const PAGE = '/index.html';
/** The page that is looked at comes first: its own requests find free connections. */
const AT_ONCE = 3;

/** Short and stable; tells versions apart, no more. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(36);
}

function partOf(url: string): Part {
  if (/assets\/(till|i18n\/merchant)|\.wasm$/.test(url)) return 'till';
  return /assets\/(office|i18n\/office)/.test(url) ? 'office' : 'shell';
}

const pathOf = (url: string) => new URL(url, self.location.origin).pathname;
const known = new Set(files.map(({ url }) => pathOf(url)));

/** An address of the app itself, not of the API or of another door. */
export function isPage({ mode, url }: Request): boolean {
  const served = /^\/(graphql|health|metrics|docs|exports\/|imports|wallet\/|r\/|hooks\/|mcp|dev\/inbox)/;
  return mode === 'navigate' && !served.test(new URL(url).pathname);
}

/** Fetches a part's files into this version's cache; files whose name is their content come from an older one. */
export async function keep(part: Part): Promise<void> {
  const cache = await caches.open(CACHE);
  const waiting = files.filter(({ url }) => partOf(url) === part);
  const take = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) await fetched(cache, file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
}

async function fetched(cache: Cache, { url, revision }: (typeof files)[number]): Promise<void> {
  const path = pathOf(url);
  const old = revision === null ? await caches.match(path) : undefined;
  if (old) await cache.put(path, old);
  else await cache.add(new Request(path, { cache: revision === null ? 'default' : 'reload' }));
}

/** Removes older versions; staff parts that were kept are kept in the new version too. */
export async function sweep(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith('app-') && name !== CACHE);
  for (const name of old) {
    const kept = (await (await caches.open(name)).keys()).map(({ url }) =>
      partOf(new URL(url).pathname.slice(1)),
    );
    for (const part of new Set(kept)) if (part !== 'shell') await keep(part).catch(() => undefined);
    await caches.delete(name);
  }
}

/** From the cache at once; from the net what is not kept. A page is always the shell's one page. */
export async function serve(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const path = isPage(request) ? PAGE : new URL(request.url).pathname;
  return (await cache.match(path)) ?? fetch(request);
}

serve.knows = (request: Request): boolean => {
  const { origin, pathname } = new URL(request.url);
  return origin === self.location.origin && known.has(pathname);
};
