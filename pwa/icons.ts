/** Lets our own small component draw the icons of Lucide; only their outlines come from the library. */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

export function lucideBase(): Plugin {
  const own = fileURLToPath(new URL('./src/ui/LucideIcon.svelte', import.meta.url));
  return {
    name: 'lucide-base',
    enforce: 'pre',
    // Prepared by the bundler of dependencies, the icons would not come by here.
    config: () => ({
      optimizeDeps: { exclude: ['@lucide/svelte'] },
      ssr: { noExternal: ['@lucide/svelte'] },
    }),
    resolveId: (source, importer) =>
      source.endsWith('/Icon.svelte') && importer?.includes('/@lucide/svelte/') ? own : null,
  };
}
