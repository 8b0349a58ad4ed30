#!/usr/bin/env node
// Installs one application with every package manager, scripts disabled, and holds what Sallyport reads in each lockfile
// against what the manager itself lists; then compares the components that the managers chose. docs/dev/lockfiles.md has the
// results. Needs the network; the managers come from TOOLS, where `npm ci --ignore-scripts` has installed
// managers/package.json.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listings } from './managers/listings.mjs';
import { managers } from './managers/managers.mjs';

const USAGE = `usage: managers.mjs SALLYPORT TOOLS APP SCRATCH [MANAGER...]

  SALLYPORT  the program
  TOOLS      a folder with the package managers in node_modules
  APP        the application: a folder with package.json
  SCRATCH    a folder to install into; what an earlier run installed there is used again`;

const [sallyport, tools, app, scratch, ...wanted] = process.argv.slice(2);
if (scratch === undefined) {
  console.error(USAGE);
  process.exit(2);
}

const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();

function run(manager, folder, args) {
  const [program, ...first] = manager.program(resolve(tools));
  const result = spawnSync(program, [...first, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: {
      ...process.env,
      CI: '',
      NO_COLOR: '1',
      YARN_ENABLE_SCRIPTS: 'false',
      YARN_ENABLE_TELEMETRY: '0',
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      YARN_NPM_REGISTRY_SERVER: registry,
      YARN_GLOBAL_FOLDER: join(resolve(scratch), 'yarn-global'),
    },
  });
  if (result.error) throw result.error;
  return result;
}

function install(manager) {
  const folder = join(resolve(scratch), manager.name);
  if (existsSync(join(folder, manager.lockfile))) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(app, folder, {
    recursive: true,
    filter: (source) => !/\/(node_modules|package-lock\.json)$/.test(source),
  });
  for (const [file, text] of Object.entries(manager.files ?? {})) writeFileSync(join(folder, file), text);
  const { status, stdout, stderr } = run(manager, folder, manager.install);
  if (!existsSync(join(folder, manager.lockfile))) {
    throw new Error(`${manager.name} ended with ${status}:\n${(stdout + stderr).slice(-2000)}`);
  }
  return folder;
}

/** What Sallyport reads, by path. */
function readOurs(folder, lockfile) {
  const text = execFileSync(sallyport, ['inventory', join(folder, lockfile), '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(text);
}

const difference = (a, b) => [...a].filter((item) => !b.has(item)).sort();

function compare(what, ours, theirs) {
  const missing = difference(theirs, ours);
  const invented = difference(ours, theirs);
  console.log(`  ${what}: ${ours.size} of ours, ${theirs.size} of theirs, ${missing.length} missing, ${invented.length} invented`);
  for (const item of missing.slice(0, 10)) console.log(`    missing  ${item}`);
  for (const item of invented.slice(0, 10)) console.log(`    invented ${item}`);
  return missing.length + invented.length;
}

let differences = 0;
const components = new Map();
const inventories = new Map();
for (const manager of managers) {
  if (wanted.length > 0 && !wanted.includes(manager.name)) continue;
  let folder;
  try {
    folder = realpathSync(install(manager));
  } catch (error) {
    console.log(`${manager.name}: not installed: ${error.message.split('\n').slice(0, 3).join(' ')}`);
    continue;
  }
  const ours = readOurs(folder, manager.lockfile);
  console.log(`${manager.name}: ${ours.packages.length} packages, ${ours.dependencies.length} edges, ${ours.diagnostics.length} diagnostics`);
  for (const { code, message } of ours.diagnostics.slice(0, 5)) console.log(`  ${code} ${message}`);
  if (manager.listing) {
    const stdout = manager.list ? run(manager, folder, manager.list).stdout : '';
    const { nodes, edges } = listings[manager.listing](stdout, ours, folder);
    differences += compare('nodes', nodes.ours, nodes.theirs);
    if (edges) differences += compare('edges', edges.ours, edges.theirs);
  }
  inventories.set(manager.name, readOurs(folder, manager.lockfile));
  components.set(
    manager.name,
    new Set(ours.packages.filter(({ origin }) => origin === 'registry').map(({ name, version }) => `${name}@${version}`)),
  );
}

// The same application: what not all have must be a matter of resolution. Whoever asks for such a component with one manager either gets another
// answer with the other, or is itself not there, or does not ask there at all; anything else is a mistake of ours.
const asked = new Map(
  [...inventories].map(([name, { packages, dependencies }]) => {
    const idOf = new Map(packages.map((one) => [one.path, one.origin === 'root' ? 'the project' : `${one.name}@${one.version}`]));
    const answers = new Map();
    for (const { from, to, name: wanted } of dependencies) {
      const key = idOf.get(from);
      if (!answers.has(key)) answers.set(key, new Map());
      const known = answers.get(key);
      if (to !== undefined) known.set(wanted, (known.get(wanted) ?? new Set()).add(idOf.get(to)));
    }
    return [name, answers];
  }),
);

function whyNot(component, withIt, without) {
  const reasons = new Set();
  for (const [asker, answers] of asked.get(withIt)) {
    for (const [wanted, targets] of answers) {
      if (!targets.has(component)) continue;
      const other = asked.get(without).get(asker);
      const others = other?.get(wanted);
      if (asker !== 'the project' && !components.get(without).has(asker)) reasons.add(`${asker} is not there`);
      else if (others === undefined) reasons.add(`${asker} does not ask for ${wanted} there`);
      else if (!others.has(component)) reasons.add(`${asker} gets ${[...others].join(', ')}`);
      else return undefined;
    }
  }
  return reasons.size === 0 ? undefined : [...reasons].sort()[0];
}

const all = [...new Set([...components.values()].flatMap((set) => [...set]))].sort();
console.log(`\ncomponents: ${all.length} in all`);
let unexplained = 0;
for (const component of all) {
  const withIt = [...components].filter(([, set]) => set.has(component)).map(([name]) => name);
  const without = [...components.keys()].filter((name) => !withIt.includes(name));
  if (without.length === 0) continue;
  const reasons = new Map();
  for (const name of without) {
    const why = whyNot(component, withIt[0], name) ?? 'NO REASON FOUND';
    if (why === 'NO REASON FOUND') unexplained += 1;
    reasons.set(why, [...(reasons.get(why) ?? []), name]);
  }
  for (const [why, names] of reasons) console.log(`  ${component}: not with ${names.join(', ')}: ${why}`);
}
console.log(`${unexplained} not explained`);
process.exitCode = differences === 0 && unexplained === 0 ? 0 : 1;
