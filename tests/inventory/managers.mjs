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
  components.set(
    manager.name,
    new Set(ours.packages.filter(({ origin }) => origin === 'registry').map(({ name, version }) => `${name}@${version}`)),
  );
}

// The same application: what not all have must be a matter of resolution.
const all = [...new Set([...components.values()].flatMap((set) => [...set]))].sort();
console.log(`\ncomponents: ${all.length} in all`);
for (const component of all) {
  const without = [...components].filter(([, set]) => !set.has(component)).map(([name]) => name);
  if (without.length > 0) console.log(`  ${component}: not with ${without.join(', ')}`);
}
process.exitCode = differences === 0 ? 0 : 1;
