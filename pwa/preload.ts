/** Writes which files a page needs beside those that it names itself, so that the server can tell the browser at once. */
import type { Plugin, Rolldown } from 'vite';
import { LOCALES } from './src/i18n/catalog.ts';

/** Pages whose first screen, and its texts, are known from the address alone. Elsewhere they depend on who is signed in. */
const PAGES: Record<string, [screen: string, ...texts: string[]]> = {
  '/sign-in': ['/src/shell/SignIn.svelte', 'index'],
  '/staff/sign-in': ['/src/shell/StaffSignIn.svelte', 'index', 'staff'],
  '/staff/register': ['/src/shell/start/Register.svelte', 'index', 'staff'],
};

type Chunk = Rolldown.OutputChunk;

export function preloads(): Plugin {
  return {
    name: 'preloads',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const file of Object.values(bundle)) if (file.type === 'chunk') chunks.set(file.fileName, file);
      const all = [...chunks.values()];
      const of = (path: string) => all.find(({ facadeModuleId }) => facadeModuleId?.endsWith(path));

      function collect(chunk: Chunk | undefined, found = new Set<string>()): Set<string> {
        if (!chunk) throw new Error('preload.ts names a file that is not in the build');
        if (found.has(chunk.fileName)) return found;
        found.add(chunk.fileName);
        for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
        for (const name of chunk.imports) collect(chunks.get(name), found);
        return found;
      }

      const page = collect(all.find(({ isEntry }) => isEntry));
      const needed = ([screen, ...texts]: string[], locale: string) => {
        const files = [screen, ...texts.map((name) => `/src/i18n/${locale}/${name}.ts`)];
        const found = new Set(files.flatMap((path) => [...collect(of(path as string))]));
        return [...found].filter((file) => !page.has(file));
      };
      const entries = Object.entries(PAGES).map(([address, files]) => [
        address,
        Object.fromEntries(LOCALES.map((locale) => [locale, needed(files, locale)])),
      ]);
      const source = JSON.stringify(Object.fromEntries(entries));
      this.emitFile({ type: 'asset', fileName: 'preload.json', source });
    },
  };
}
