#!/usr/bin/env node
// Writes tests/inventory/hostile/ from the table in hostile_cases/; `--check` only tells whether it is as written.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from './hostile_cases/index.mjs';

const home = join(dirname(fileURLToPath(import.meta.url)), 'hostile');

const text = (content) => (typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);

/** Path -> bytes, or the target of a link. */
function filesOf({ name, says, expect, files, links = {} }) {
  const out = new Map();
  out.set(`${name}/expect.json`, { bytes: Buffer.from(text({ says, ...expect })) });
  for (const [path, content] of Object.entries(files)) {
    out.set(`${name}/${path}`, { bytes: Buffer.isBuffer(content) ? content : Buffer.from(text(content)) });
  }
  for (const [path, link] of Object.entries(links)) out.set(`${name}/${path}`, { link });
  return out;
}

function readme() {
  const rows = cases.map(({ name, says, expect: { codes = [] } }) => `| \`${name}\` | ${codes.join(', ')} | ${says} |`);
  return `# Inventory: what no npm wrote

One folder per attack on the reader or on the person who trusts it; written by \`tests/inventory/hostile.mjs\`, so edit the table in
\`hostile_cases/\` and run that. In every case the reader ends in bounded time and memory, never crashes, opens nothing outside the
project and says what it left out. \`expect.json\` has what a test can hold it to:

| field | means |
|---|---|
| \`codes\` | diagnostics that must be there; others of the table in docs/diagnostics.md may be |
| \`silent\` | true: nothing may be said, for this is odd but right |
| \`nodes\` | the paths of all packages, sorted |
| \`remarks\` | kinds of LockRemark that must be there |
| \`secrets\` | text that must appear nowhere in the inventory or its diagnostics |

| case | codes | what the reader must say |
|---|---|---|
${rows.join('\n')}
`;
}

function listed(folder, prefix = '') {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix ? `${prefix}/${entry.name}` : entry.name;
    return entry.isDirectory() ? listed(folder, path) : [path];
  });
}

function isAsWritten(path, { bytes, link }) {
  const file = join(home, path);
  const status = lstatSync(file, { throwIfNoEntry: false });
  if (!status) return false;
  return status.isSymbolicLink()
    ? readlinkSync(file) === link
    : bytes !== undefined && readFileSync(file).equals(bytes);
}

const wanted = new Map(cases.flatMap((one) => [...filesOf(one)]));
wanted.set('README.md', { bytes: Buffer.from(readme()) });

if (process.argv[2] === '--check') {
  const wrong = [...wanted].filter(([path, content]) => !isAsWritten(path, content)).map(([path]) => path);
  const stray = existsSync(home) ? listed(home).filter((path) => !wanted.has(path)) : [];
  for (const path of [...wrong, ...stray]) console.log(`not as hostile_cases/ has it: ${path}`);
  console.log(`${cases.length} cases, ${wrong.length + stray.length} files differ`);
  process.exitCode = wrong.length + stray.length > 0 ? 1 : 0;
} else {
  rmSync(home, { recursive: true, force: true });
  for (const [path, { bytes, link }] of wanted) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    if (link === undefined) writeFileSync(join(home, path), bytes);
    else symlinkSync(link, join(home, path));
  }
  console.log(`${cases.length} cases written`);
}
