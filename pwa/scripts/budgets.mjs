/**
 * Measures what a first visit downloads, gzipped, and fails when a face has grown too heavy. Run after a build;
 * `--files wallet` prints which files that visit downloads. Only what the service worker keeps afterwards is left out.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const KB = 1024;
const MOST = { first: 50 * KB, face: 60 * KB, css: 12 * KB };

const SHELL = ['index.html', 'src/i18n/en/index.ts'];
/** Whatever loads on each way of opening, until it is used and live, and all that follows by itself. */
const OPENINGS = {
  'sign-in': ['src/shell/SignIn.svelte', 'src/i18n/en/errors.ts'],
  wallet: [
    'src/wallet/Wallet.svelte',
    'src/i18n/en/wallet.ts',
    // the live line, and the codes and histories for a day without a line
    'node_modules/graphql-ws/dist/index.js',
    'src/wallet/prepare.ts',
  ],
  merchant: ['src/merchant/Merchant.svelte', 'src/i18n/en/merchant.ts', 'src/merchant/Home.svelte'],
  office: ['src/office/Office.svelte', 'src/i18n/en/office.ts', 'src/office/Overview.svelte'],
};
const FIRST_VISIT = ['sign-in', 'wallet'];

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8'));

/** All files that these modules load without asking again: themselves and their static imports. */
function closure(entries) {
  const files = new Set();
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    const chunk = manifest[key];
    if (!chunk) throw new Error(`${key} is not in the build: name the face's present files in this script`);
    seen.add(key);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const next of chunk.imports ?? []) visit(next);
  };
  entries.forEach(visit);
  return [...files].filter((file) => /\.(js|css)$/.test(file)).sort();
}

const weight = (files) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length, 0);
const of = (files, ending) => files.filter((file) => file.endsWith(ending));

function rows() {
  const shell = new Set(closure(SHELL));
  return Object.entries(OPENINGS).flatMap(([name, entries]) => {
    const files = closure([...SHELL, ...entries]);
    if (!FIRST_VISIT.includes(name)) {
      const own = of(files, '.js').filter((file) => !shell.has(file));
      return [[`${name}, on demand, JS`, weight(own), MOST.face]];
    }
    return [
      [`${name}, first visit, JS`, weight(of(files, '.js')), MOST.first],
      [`${name}, first visit, CSS`, weight(of(files, '.css')), MOST.css],
    ];
  });
}

const kb = (bytes) => `${(bytes / KB).toFixed(1)} kB`.padStart(9);
const [flag, asked] = process.argv.slice(2);
if (flag === '--files') {
  for (const file of closure([...SHELL, ...OPENINGS[asked]])) console.log(file);
} else {
  for (const [what, bytes, limit] of rows()) {
    const over = bytes > limit;
    if (over) process.exitCode = 1;
    console.log(`${what.padEnd(28)}${kb(bytes)} of ${kb(limit)}  ${over ? 'TOO HEAVY' : 'ok'}`);
  }
}
