// Runs test262-parser-tests: `pass` and `pass-explicit` must give acorn's tree, `fail` and `early` must be refused.
//   node tests/oracle/test262.mjs JS_LINES
// The suite means `pass` and its twin in `pass-explicit` to be the same program; "alike" counts the pairs whose trees are equal but for places.
// The others differ in acorn too (the twin has 0 for another number, x for another name). The totals must be those of
// tests/oracle/test262.expected, which `UPDATE_GOLDEN=1` rewrites.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { acornJson } from './acorn_json.mjs';
import { Dump, difference, isError, toolsFolder } from './common.mjs';

const tests = path.join(toolsFolder, 'test262-parser-tests');
// Tests that a later edition of ECMA-262 turned round, each with the change that did it.
const changed = JSON.parse(fs.readFileSync(new URL('test262.changed.json', import.meta.url), 'utf8'));
const places = new Set(['start', 'end', 'raw', 'directive']);
const dump = new Dump(process.argv[2]);
const goalOf = (name) => (name.endsWith('.module.js') ? 'module' : 'script');
const read = (folder, name) => dump.ask(goalOf(name), path.join(tests, folder, name));
const list = (folder) => fs.readdirSync(path.join(tests, folder)).sort();
const lines = [];

let alike = 0;
for (const folder of ['pass', 'pass-explicit']) {
  let right = 0;
  for (const name of list(folder)) {
    const ours = await read(folder, name);
    const theirs = acornJson(fs.readFileSync(path.join(tests, folder, name), 'utf8'), goalOf(name));
    const wrong = isError(ours) ? String(ours) : difference(JSON.parse(theirs), JSON.parse(String(ours)));
    if (wrong === undefined) ++right;
    else lines.push(`  ${folder}/${name}: ${wrong}`);
    if (folder === 'pass' && !isError(ours)) {
      const twin = await read('pass-explicit', name);
      if (!isError(twin) && difference(JSON.parse(String(twin)), JSON.parse(String(ours)), places) === undefined) ++alike;
    }
  }
  lines.push(`${folder}: ${right} of ${list(folder).length} accepted with acorn's tree`);
}
lines.push(`alike: ${alike} of ${list('pass').length}`);
for (const folder of ['fail', 'early']) {
  let right = 0;
  let turned = 0;
  for (const name of list(folder)) {
    const refused = isError(await read(folder, name));
    const reason = changed[`${folder}/${name}`];
    if (refused === (reason !== undefined)) lines.push(`  ${folder}/${name}: ${refused ? 'refused' : 'accepted'}`);
    else if (refused) ++right;
    else ++turned;
  }
  lines.push(`${folder}: ${right} of ${list(folder).length} refused, ${turned} that later editions allow accepted`);
}
await dump.close();

const text = lines.join('\n') + '\n';
process.stdout.write(text);
const golden = new URL('test262.expected', import.meta.url);
if (process.env.UPDATE_GOLDEN === '1') fs.writeFileSync(golden, text);
process.exit(fs.existsSync(golden) && fs.readFileSync(golden, 'utf8') === text ? 0 : 1);
