/** Measures what a first visit downloads, gzipped, and fails when a face has grown too heavy. Run after a build. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const KB = 1024;

/** A face's code: the first load, the face, its texts, and the screen on which it opens. */
const FACES = {
  wallet: ['src/wallet/Wallet.svelte', 'src/i18n/en/wallet.ts', 'src/wallet/home/Cards.svelte'],
  merchant: ['src/merchant/Merchant.svelte', 'src/i18n/en/merchant.ts', 'src/merchant/Home.svelte'],
  office: ['src/office/Office.svelte', 'src/i18n/en/office.ts', 'src/office/Overview.svelte'],
};
const FIRST = ['index.html', 'src/i18n/en/index.ts'];
const LIMITS = { wallet: 50 * KB, other: 60 * KB, css: 12 * KB };

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8'));
const sizes = new Map();

function weight(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length);
  return sizes.get(file);
}

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
  return files;
}

const total = (files, ending) =>
  [...files].filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + weight(file), 0);

const shell = closure(FIRST);
const rows = [];
for (const [face, entries] of Object.entries(FACES)) {
  const all = closure([...FIRST, ...entries]);
  if (face === 'wallet') {
    rows.push(['wallet, first visit, JS', total(all, '.js'), LIMITS.wallet]);
    rows.push(['wallet, first visit, CSS', total(all, '.css'), LIMITS.css]);
  } else {
    const own = [...all].filter((file) => !shell.has(file));
    rows.push([`${face}, on demand, JS`, total(own, '.js'), LIMITS.other]);
  }
}

const kb = (bytes) => `${(bytes / KB).toFixed(1)} kB`.padStart(9);
let heavy = false;
for (const [what, bytes, limit] of rows) {
  const over = bytes > limit;
  heavy ||= over;
  console.log(`${what.padEnd(28)}${kb(bytes)} of ${kb(limit)}  ${over ? 'TOO HEAVY' : 'ok'}`);
}
process.exit(heavy ? 1 : 0);
