/** Cuts from Svelte's runtime what this app never does: hydrating a server's page, legacy components, async components, tracing. */
import type { Plugin } from 'vite';

/** Svelte switches these on while running. Here nothing does, and as constants the bundler drops what hangs on them. */
const SWITCHES: [file: string, names: string[]][] = [
  ['internal/client/dom/hydration.js', ['hydrating']],
  ['internal/flags/index.js', ['async_mode_flag', 'legacy_mode_flag', 'tracing_mode_flag']],
];

function fix(code: string, name: string): string {
  const declared = new RegExp(`export let ${name} = false;`);
  const assigned = new RegExp(`^\\s*${name} = .*;$`, 'gm');
  if (!declared.test(code)) throw new Error(`Svelte has no switch ${name} any more: see runtime.ts`);
  return code.replace(assigned, '').replace(declared, `export const ${name} = false;`);
}

export function leanRuntime(): Plugin {
  return {
    name: 'lean-runtime',
    apply: 'build',
    transform(code, id) {
      const found = SWITCHES.find(([file]) => id.endsWith(`/svelte/src/${file}`));
      return found ? { code: found[1].reduce(fix, code), map: null } : undefined;
    },
  };
}
