/** Lets our own small component draw the icons of Lucide; only their outlines come from the library. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const DRAWING = '\0lucide:';
const own = fileURLToPath(new URL('./src/ui/icon.ts', import.meta.url));

/** The outline in an icon of the library, as it stands there. */
function outlineOf(file: string): string {
  const data = /const iconData = (\{.*\});/.exec(readFileSync(file, 'utf8'))?.[1];
  if (!data) throw new Error(`${file} holds its outline in another way than icons.ts knows`);
  return JSON.stringify((JSON.parse(data) as { node: unknown }).node);
}

export function lucideOutlines(): Plugin {
  return {
    name: 'lucide-outlines',
    enforce: 'pre',
    // Prepared by the bundler of dependencies, the icons would not come by here.
    config: () => ({
      optimizeDeps: { exclude: ['@lucide/svelte'] },
      ssr: { noExternal: ['@lucide/svelte'] },
    }),
    resolveId(source, importer) {
      const isIcon = source.endsWith('.svelte') && importer?.includes('/@lucide/svelte/dist/icons/');
      // Without the ending, so that nobody compiles it.
      return isIcon ? DRAWING + join(dirname(importer as string), source).replace(/\.svelte$/, '') : null;
    },
    load: (id) =>
      id.startsWith(DRAWING)
        ? `import { icon } from ${JSON.stringify(own)};
           export default /* @__PURE__ */ icon(${outlineOf(`${id.slice(DRAWING.length)}.svelte`)});`
        : null,
  };
}
