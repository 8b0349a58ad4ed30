// Vets single files that are made to take long (shapes.mjs), each alone, and says which takes more than the two processor seconds a file may take
// (one file is one thread's work):
//   node bench/hostile/run.mjs [--program SALLYPORT] [--only TEXT] [--keep FOLDER] [--markdown]
// The bundle is made of tests/npm (npm ci --ignore-scripts --prefix tests/npm). The exit status is 1 when a file took longer.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fileName, shapes } from './shapes.mjs';

const seconds = 2;
const root = fileURLToPath(new URL('../../', import.meta.url));
const { values: options } = parseArgs({ options: { program: { type: 'string' }, only: { type: 'string' }, keep: { type: 'string' }, markdown: { type: 'boolean' } } });
const program = options.program ?? path.join(root, 'build/release/sallyport');
const work = options.keep ?? fs.mkdtempSync(path.join(os.tmpdir(), 'hostile-'));
if (!options.keep) process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }));
fs.mkdirSync(work, { recursive: true });

/** One run: processor seconds (they do not depend on what else the machine does), wall seconds, peak memory, and what was not analysed. */
function vet(file) {
  const out = path.join(work, 'report.json');
  const run = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', program, 'vet', file, '--offline', '--format', 'json', '--output', out, '--cache-dir', path.join(work, 'cache')],
    { encoding: 'utf8', timeout: 120_000 });
  if (run.status === null || run.status > 2) return { took: Infinity, wall: Infinity, memory: 0, said: `ended with ${run.status ?? run.signal}` };
  const [wall, user, system, memory] = run.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  const said = JSON.parse(fs.readFileSync(out, 'utf8')).notAnalysed.map((gap) => gap.reason).join('; ');
  return { took: user + system, wall, memory: memory / 1024, said };
}

const rows = [];
let slow = 0;
for (const [shape, write] of Object.entries(shapes)) {
  if (options.only && !shape.includes(options.only)) continue;
  const file = path.join(work, fileName(shape));
  if (!fs.existsSync(file)) fs.writeFileSync(file, await write());
  let best;
  // The better of two counts where the first is doubtful: caches and clocks are shared with others.
  for (let round = 0; round < 2 && (!best || (best.took > 0.75 * seconds && best.took < 2 * seconds)); ++round) {
    fs.rmSync(path.join(work, 'cache'), { recursive: true, force: true });
    const one = vet(file);
    if (!best || one.took < best.took) best = one;
  }
  slow += best.took > seconds || best.memory === 0 ? 1 : 0;
  const megabytes = (fs.statSync(file).size / (1 << 20)).toFixed(1);
  const cells = [shape, megabytes, best.took.toFixed(2), best.wall.toFixed(2), best.memory.toFixed(0), best.said];
  rows.push(cells);
  console.log(options.markdown ? `| ${cells.join(' | ')} |` : `${best.took > seconds ? 'SLOW ' : '     '}${shape.padEnd(44)}${megabytes.padStart(6)} MB ${best.took.toFixed(2).padStart(6)} s, ${best.wall.toFixed(2).padStart(6)} s wall ${best.memory.toFixed(0).padStart(5)} MB  ${best.said}`);
  if (!options.keep) fs.rmSync(file);
}
console.log(`${rows.length} files, ${slow} took more than ${seconds} s or failed`);
process.exitCode = slow === 0 ? 0 : 1;
