// What the comparisons with other parsers share: finding files, asking our parser, comparing trees.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const tools = new URL('../npm/node_modules/', import.meta.url);

/** Loads a module of tests/npm; ends the program with 77 (skipped) when it is not installed. */
export async function tool(name) {
  try {
    return await import(new URL(name, tools));
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.log('SKIPPED: tests/npm is not installed (npm ci --ignore-scripts --prefix tests/npm)');
    process.exit(77);
  }
}

export const toolsFolder = fileURLToPath(tools);

/** Every file below `root` that `wanted` accepts by name, sorted; links are not followed. */
export function walk(root, wanted) {
  const found = [];
  const folders = [root];
  while (folders.length > 0) {
    const folder = folders.pop();
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(full);
      else if (entry.isFile() && wanted(entry.name)) found.push(full);
    }
  }
  return found.sort();
}

/** Our parser in a child process: one line out for each line in. */
export class Dump {
  constructor(binary) {
    this.child = spawn(binary, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.chunks = [];
    this.waiting = [];
    this.child.stdout.on('data', (chunk) => this.take(chunk));
    this.child.on('exit', (code, signal) => {
      this.ended = `js_lines ended: ${signal ?? code}`;
      for (const { reject } of this.waiting.splice(0)) reject(new Error(this.ended));
    });
  }

  take(chunk) {
    let at;
    while ((at = chunk.indexOf(10)) >= 0) {
      this.chunks.push(chunk.subarray(0, at));
      this.waiting.shift().resolve(Buffer.concat(this.chunks));
      this.chunks = [];
      chunk = chunk.subarray(at + 1);
    }
    if (chunk.length > 0) this.chunks.push(chunk);
  }

  /** The JSON of a file's tree as a Buffer, or `error OFFSET MESSAGE`. */
  ask(goal, file) {
    if (this.ended) return Promise.reject(new Error(this.ended));
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${goal} ${file}\n`);
    });
  }

  async close() {
    this.child.stdin.end();
    if (!this.ended) await once(this.child, 'exit');
  }
}

export const isError = (answer) => answer.subarray(0, 6).toString() === 'error ';

/** The first place where two JSON values differ, as `path: theirs / ours`; nothing when they are equal. */
export function difference(theirs, ours, ignored = new Set()) {
  const stack = [[theirs, ours, 'Program']];
  const show = (value) => (value === undefined ? 'absent' : JSON.stringify(value).slice(0, 120));
  let first;
  while (stack.length > 0) {
    const [a, b, at] = stack.pop();
    if (a === b) continue;
    const plain = a === null || b === null || typeof a !== 'object' || typeof b !== 'object';
    if (plain || Array.isArray(a) !== Array.isArray(b)) {
      first = `${at}: ${show(a)} / ours ${show(b)}`;
      break;
    }
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !ignored.has(key));
    for (const key of keys.reverse()) {
      const inner = a[key]?.type ?? b[key]?.type;
      stack.push([a[key], b[key], `${at}.${key}${typeof inner === 'string' ? `(${inner})` : ''}`]);
    }
  }
  return first;
}

/**
 * Runs `judge(file, dump)` over the files in `jobs` processes and adds up what it returns: an object of counts,
 * and `different`, a sentence, where the trees are not equal. Prints totals and the first differences. `label`
 * says what was compared. The exit status is 1 when anything differs, or nothing was compared.
 */
export async function compare({ label, oracle, binary, roots, wanted, judge, jobs = 2, shown = 20, limit = Infinity }) {
  const shard = process.env.ORACLE_SHARD;
  // js.test262 judges that suite, and knows where acorn is wrong about it.
  const files = roots.flatMap((root) => walk(root, wanted)).filter((file) => !file.includes('/test262-parser-tests/')).slice(0, limit);
  if (shard !== undefined) {
    const dump = new Dump(binary);
    const totals = {};
    for (let i = Number(shard); i < files.length; i += jobs) {
      const result = await judge(files[i], dump);
      for (const [key, value] of Object.entries(result)) {
        if (typeof value === 'number') totals[key] = (totals[key] ?? 0) + value;
      }
      if (result.different) process.send({ file: files[i], different: result.different });
    }
    await dump.close();
    process.send({ totals });
    return;
  }
  const { fork } = await import('node:child_process');
  const totals = {};
  const differences = [];
  let failed = false;
  await Promise.all(Array.from({ length: jobs }, async (_, i) => {
    const child = fork(process.argv[1], process.argv.slice(2), {
      env: { ...process.env, ORACLE_SHARD: String(i) },
      execArgv: ['--max-old-space-size=3000', '--stack-size=4000'],
    });
    child.on('message', (message) => {
      if (message.different) differences.push(message);
      for (const [key, value] of Object.entries(message.totals ?? {})) totals[key] = (totals[key] ?? 0) + value;
    });
    const [code, signal] = await once(child, 'exit');
    if (code !== 0) {
      failed = true;
      console.log(`worker ${i} ended: ${signal ?? code}`);
    }
  }));
  differences.sort((a, b) => (a.file < b.file ? -1 : 1));
  for (const { file, different } of differences.slice(0, shown)) console.log(`${file}\n    ${different}`);
  if (differences.length > shown) console.log(`... and ${differences.length - shown} more`);
  const rest = Object.entries(totals).filter(([key]) => !['accepted', 'equal'].includes(key)).sort();
  console.log(`${label}: ${files.length} files; accepted by ${oracle} ${totals.accepted ?? 0}, equal ${totals.equal ?? 0}, ` +
    `different ${differences.length}${rest.map(([key, value]) => `, ${key} ${value}`).join('')}`);
  process.exitCode = failed || differences.length > 0 || !(totals.equal > 0) ? 1 : 0;
}

/** Arguments: the js_lines binary, then folders; by default tests/npm and every example's node_modules there is. */
export function targets() {
  const [binary, ...given] = process.argv.slice(2);
  if (binary === undefined) {
    console.log(`usage: node ${process.argv[1]} JS_LINES [FOLDER...]`);
    process.exit(2);
  }
  if (given.length > 0) return { binary, roots: given };
  const roots = [toolsFolder];
  const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
  if (fs.existsSync(examples)) {
    for (const name of fs.readdirSync(examples).sort()) {
      const modules = path.join(examples, name, 'node_modules');
      if (fs.existsSync(modules)) roots.push(modules);
    }
  }
  return { binary, roots };
}
