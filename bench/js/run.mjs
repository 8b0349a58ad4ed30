// Measures the JavaScript front end beside tree-sitter and oxlint over every JavaScript file of a tree and writes RESULTS.md.
//   npm install --no-save --ignore-scripts --prefix bench/npm   (npm ci wants the binaries of every other system in the lock)
//   cmake --preset bench && cmake --build --preset bench --target js_bench_ours js_bench_tree_sitter
//   node bench/js/run.mjs FOLDER [--rounds N]
// One core: parsers are timed by processor time in one thread; oxlint runs as a process with one thread and one rule, beside our
// parser as a process with the same files to read. Programs take turns; the fastest of the rounds counts.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { walk } from '../../tests/oracle/common.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const [folder, , roundsText = '3'] = process.argv.slice(2);
const rounds = Number(roundsText);
const binary = (name) => path.join(root, 'build/bench/bench/js', name);

// A copy outside node_modules, which oxlint passes over, and free of ignore files.
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'js-bench-'));
process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }));
const files = walk(folder, (name) => /\.[cm]?js$/.test(name)).filter((file) => !file.includes('/test262-parser-tests/')).map((file, i) => {
  const copy = path.join(work, String(Math.floor(i / 500)), `${i}${path.extname(file)}`);
  fs.mkdirSync(path.dirname(copy), { recursive: true });
  fs.copyFileSync(file, copy);
  return copy;
});
const list = (some) => some.join('\n') + '\n';
const json = (name, some, args = []) => {
  const run = spawnSync(binary(name), args, { input: list(some), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`${name}: ${run.stderr}`);
  return JSON.parse(run.stdout);
};
/** Processor seconds of a command, from the shell's own accounting. */
const processSeconds = (command, args, input) => {
  const run = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$0" "$@" > /dev/null 2>&1', command, ...args], { input, encoding: 'utf8' });
  const [user, system] = run.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return user + system;
};
const oxlint = path.join(root, 'bench/npm/node_modules/oxlint/bin/oxlint');
const lint = () => processSeconds(process.execPath, [oxlint, '--threads=1', '--no-ignore', '-A', 'all', '-D', 'no-debugger', '-f', 'json', work]);

let ours, sitter, whole = Infinity, linted = Infinity;
for (let round = 0; round < rounds; ++round) {
  const a = json('js_bench_ours', files, ['--rounds', '2']);
  const b = json('js_bench_tree_sitter', files, ['--rounds', '1']);
  if (!ours || a.seconds < ours.seconds) ours = a;
  if (!sitter || b.seconds < sitter.seconds) sitter = b;
  whole = Math.min(whole, processSeconds(binary('js_bench_ours'), [], list(files)));
  linted = Math.min(linted, lint());
}

// Instructions: callgrind counts those inside js::Parse over a spread of files of about three megabytes.
const spread = [];
let taken = 0;
const stride = Math.max(1, Math.floor(ours.bytes / 3e6));
for (let i = 0; i < files.length; i += stride) { spread.push(files[i]); taken += fs.statSync(files[i]).size; }
const out = path.join(work, 'callgrind.out');
const grind = spawnSync('valgrind', ['--tool=callgrind', '--toggle-collect=js::Parse(*', `--callgrind-out-file=${out}`, binary('js_bench_ours')],
  { input: list(spread), encoding: 'utf8' });
const instructions = Number(/refs:\s+([\d,]+)/.exec(grind.stderr)?.[1].replaceAll(',', '') ?? NaN);

const mb = (seconds) => (ours.bytes / 1e6 / seconds).toFixed(1);
const text = `# The JavaScript front end, measured

Made by \`node bench/js/run.mjs NODE_MODULES --rounds ${rounds}\` on what \`npm ci --ignore-scripts\` installs of examples/support-agent (the lines at the top of that file say how to build).
Machine: ${os.cpus()[0].model}, one core.
Files: ${ours.files} JavaScript files, ${(ours.bytes / 1e6).toFixed(1)} MB; ${rounds === 1 ? 'one round' : `the fastest of ${rounds} rounds`}, the programs in turns.

| what | MB/s | ours is |
|---|---:|---:|
| Sallyport, parse + scopes | ${mb(ours.seconds)} | |
| tree-sitter-javascript 0.23.1, parse | ${mb(sitter.seconds)} | ${(sitter.seconds / ours.seconds).toFixed(1)} times as fast |
| Sallyport, whole process with reading | ${mb(whole)} | |
| oxlint 1.94.0, whole process, one thread, one rule | ${mb(linted)} | ${(linted / whole).toFixed(1)} times as fast |

| figure | value |
|---|---:|
| instructions per byte (callgrind, ${spread.length} files, ${(taken / 1e6).toFixed(1)} MB) | ${(instructions / taken).toFixed(1)} |
| allocations per MB | ${(ours.allocations / (ours.bytes / 1e6)).toFixed(2)} |
| peak bytes per source byte (worst file of 10 kB or more) | ${ours.peak} |
| files refused by us / by tree-sitter | ${ours.failed} / ${sitter.failed} |
`;
process.stdout.write(text);
fs.writeFileSync(path.join(here, 'RESULTS.md'), text);
