// Holds the first load of each page against its budget: compressed script, the imports included.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const KILO = 1000;
const BUDGETS = {
  'index.html': 240,
  'src/features/inbox/index.tsx': 380,
  'src/features/instance/index.tsx': 300,
  'src/features/modeler/index.tsx': 700,
  // With the inbox that it is drawn in.
  'src/shared/forms/viewer/FormViewer.ts': 430,
  'src/features/forms/builder/index.tsx': 650,
  'src/features/decisions/editor/index.tsx': 650,
};

const manifest = JSON.parse(readFileSync(new URL('manifest.json', DIST), 'utf8'));

const filesOf = (name, seen = new Set()) => {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  (chunk.imports ?? []).forEach((other) => filesOf(other, seen));
  return seen;
};

const size = (file) => gzipSync(readFileSync(new URL(file, DIST)), { level: 6 }).length;

let failed = false;
for (const [name, budget] of Object.entries(BUDGETS)) {
  const files = filesOf(name, filesOf('index.html'));
  const kilobytes =
    [...files].filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + size(file), 0) /
    KILO;
  const verdict = kilobytes <= budget ? 'ok' : 'TOO BIG';
  failed ||= kilobytes > budget;
  console.log(`${name.padEnd(34)} ${kilobytes.toFixed(0).padStart(4)} of ${budget} kB  ${verdict}`);
}
process.exitCode = failed ? 1 : 0;
