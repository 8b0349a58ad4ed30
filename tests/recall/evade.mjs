// Rewrites the JavaScript of every case of tests/recall/cases as an attacker would to get past a reader, and prints the packages as JSON lines:
//   node tests/recall/evade.mjs OUTPUT
// Nothing of it is ever run: the rewritten text is a string here, and in OUTPUT its first statement throws.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { isJavaScript, transforms } from './transforms.mjs';

const folder = new URL('./cases/', import.meta.url);
const inert = 'throw new Error("inert sample");';

/** The cases of one file: {id, files: {path: text}}, the attack's files only. README.md describes the form. */
function readCases(text) {
  const cases = [];
  let file = null;
  for (const line of text.split('\n')) {
    if (file) {
      if (line === '```') {
        if (!file.path.startsWith('twin:') && !file.path.startsWith('previous:')) cases.at(-1).files[file.path] = file.decode(file.lines);
        file = null;
      } else {
        file.lines.push(line);
      }
    } else if (line.startsWith('### ')) {
      cases.push({ id: line.slice(4), files: {} });
    } else if (line.startsWith('```')) {
      const [language, path, mark] = line.slice(3).split(' ');
      file = { path, lines: [], decode: mark === 'escaped' ? unescaped : plain };
      // Bytes are no text to rewrite: such a case is left out.
      if (language === 'hex') cases.at(-1).binary = true;
    }
  }
  return cases.filter((one) => !one.binary && Object.keys(one.files).some(isJavaScript));
}

const plain = (lines) => lines.filter((line) => !line.includes('inert sample')).join('\n') + '\n';
const unescaped = (lines) =>
  plain(lines).replace(/\\u\{([0-9a-f]+)\}(?:\*(\d+))?/g, (_, hex, times) => String.fromCodePoint(parseInt(hex, 16)).repeat(Number(times ?? 1)));

const [output] = process.argv.slice(2);
if (!output) {
  console.error('usage: node tests/recall/evade.mjs OUTPUT');
  process.exit(2);
}
const rows = [];
for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.md')).sort()) {
  for (const { id, files } of readCases(readFileSync(new URL(name, folder), 'utf8'))) {
    files['package.json'] ??= '{ "name": "sample", "version": "1.0.0", "main": "index.js" }';
    for (const [transform, rewrite] of Object.entries(transforms)) {
      const rewritten = await rewrite({ ...files });
      if (!rewritten) continue; // it does not apply: an ECMAScript module cannot be wrapped, a text without strings not be split
      for (const path of Object.keys(rewritten).filter(isJavaScript)) rewritten[path] = inert + '\n' + rewritten[path];
      rows.push(JSON.stringify({ case: id, transform, files: rewritten }));
    }
  }
}
writeFileSync(output, rows.join('\n') + '\n');
console.log(`${rows.length} packages by ${Object.keys(transforms).length} transforms`);
