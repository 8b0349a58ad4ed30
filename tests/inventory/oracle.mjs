#!/usr/bin/env node
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { disagreements, fromArborist, fromNpmLs } from './oracle/normalise.mjs';
import { Arborist, npmVersion, runNpm } from './oracle/npm.mjs';
import { copyCase, makeRepositories, makeTarballs, readCase, takeBack, withScratch } from './oracle/project.mjs';
import { readReleases, startRegistry } from './oracle/registry.mjs';

const USAGE = `usage: oracle.mjs make|check|live [CASE...]

  make   let npm resolve the projects again against the loopback registry; write lockfiles and expected.json
  check  ask npm for the graph of the committed lockfiles and compare it with expected.json (no network)
  live   install the committed lockfiles with scripts disabled and compare what lies on the disk

CASE is a folder below tests/inventory/projects, or "example" for examples/support-agent (make and check). Without one: all of
them for check, all projects for make and live.`;

/** Lockfiles and expectations are made with this npm or a later one; a case that an older npm misreads names the first right one as `npm`. */
const OLDEST_TO_MAKE = 11;
const npmMajor = Number.parseInt(npmVersion, 10);

const here = dirname(fileURLToPath(import.meta.url));
const projects = join(here, 'projects');
const exampleCase = {
  name: 'example',
  folder: resolve(here, '../../examples/support-agent'),
  project: '.',
  from: 'lockfile',
  steps: [],
  expected: join(here, 'example.expected.json'),
};
const expectedOf = (one) => one.expected ?? join(one.folder, 'expected.json');

/** One line a node and one line an edge: a change of the graph is a change of few lines. */
function print({ nodes, edges }) {
  const lines = (list) => list.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
  return `{\n  "nodes": [\n${lines(nodes)}\n  ],\n  "edges": [\n${lines(edges)}\n  ]\n}\n`;
}

async function graphOf(root, from, scratch) {
  const virtual = from === 'lockfile';
  const args = ['ls', '--all', '--json', '--long', ...(virtual ? ['--package-lock-only'] : [])];
  const { status, stdout, stderr } = await runNpm(args, { folder: root, scratch });
  // Status 1 tells of missing or invalid packages, which some cases are about; the list is complete all the same.
  if (status > 1 || stdout.trim() === '') throw new Error(`npm ls ended with ${status}:\n${stderr}`);
  const arborist = new Arborist({ path: root });
  const graph = fromArborist(virtual ? await arborist.loadVirtual() : await arborist.loadActual(), root);
  const lines = disagreements(fromNpmLs(JSON.parse(stdout), root), graph);
  if (lines.length > 0) throw new Error(`npm ls and npm's library disagree:\n  ${lines.join('\n  ')}`);
  return graph;
}

async function runStep(step, root, npm) {
  for (const [path, content] of Object.entries(step.write ?? {})) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${JSON.stringify(content, null, 2)}\n`);
  }
  for (const [from, to] of Object.entries(step.rename ?? {})) renameSync(join(root, from), join(root, to));
  for (const path of step.remove ?? []) rmSync(join(root, path), { recursive: true });
  if (step.npm) {
    const { status, stderr } = await npm(step.npm);
    if (status !== 0) throw new Error(`npm ${step.npm.join(' ')} ended with ${status}:\n${stderr}`);
  }
}

async function make(one, scratch, releases) {
  if (one === exampleCase) {
    // Its lockfile comes from the real registry: only the graph is made here.
    const root = copyCase(one, scratch, { keepGenerated: true });
    writeFileSync(expectedOf(one), print(await graphOf(root, one.from, scratch)));
    return;
  }
  const root = copyCase(one, scratch, { keepGenerated: false });
  makeTarballs(one, root, releases);
  makeTarballs(one, join(one.folder, one.project), releases);
  const git = makeRepositories(one, scratch);
  const registry = await startRegistry(releases);
  try {
    const env = {
      ...git,
      npm_config_proxy: registry.proxy,
      npm_config_omit_lockfile_registry_resolved: one.resolved ? 'false' : 'true',
    };
    const steps = one.steps.length > 0 ? one.steps : [{ npm: ['install'] }];
    for (const step of steps) await runStep(step, root, (args) => runNpm(args, { folder: root, scratch, env }));
  } finally {
    registry.close();
  }
  takeBack(root, one);
  writeFileSync(expectedOf(one), print(await graphOf(root, one.from, scratch)));
}

async function check(one, scratch) {
  const root = copyCase(one, scratch, { keepGenerated: true });
  const now = print(await graphOf(root, one.from, scratch));
  if (now !== readFileSync(expectedOf(one), 'utf8')) {
    throw new Error('the graph differs from expected.json; look at the difference after `oracle.mjs make`');
  }
}

/** Everything installed must be expected; what is expected and not installed must be optional. */
async function live(one, scratch, releases) {
  if (one === exampleCase || one.live === false || one.from === 'installed') return 'skipped';
  const root = copyCase(one, scratch, { keepGenerated: true });
  const git = makeRepositories(one, scratch);
  const registry = await startRegistry(releases);
  try {
    const env = { ...git, npm_config_proxy: registry.proxy };
    const { status, stderr } = await runNpm(['ci'], { folder: root, scratch, env });
    if (status !== 0) throw new Error(`npm ci ended with ${status}:\n${stderr}`);
  } finally {
    registry.close();
  }
  const key = ({ path, name, version }) => JSON.stringify([path, name, version]);
  const expected = JSON.parse(readFileSync(expectedOf(one), 'utf8')).nodes;
  const wanted = new Set(expected.map(key));
  const installed = new Set((await graphOf(root, 'installed', scratch)).nodes.map(key));
  const lines = [
    ...[...installed].filter((node) => !wanted.has(node)).map((node) => `installed, not expected: ${node}`),
    ...expected
      .filter((node) => !installed.has(key(node)) && !node.flags?.some((flag) => /^(optional|devOptional)$/.test(flag)))
      .map((node) => `expected, not installed: ${key(node)}`),
  ];
  if (lines.length > 0) throw new Error(lines.join('\n  '));
  return 'ok';
}

function allProjects() {
  const entries = readdirSync(projects, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function main([command, ...names]) {
  const run = { make, check, live }[command];
  if (!run) {
    console.error(USAGE);
    return 2;
  }
  if (command === 'make' && npmMajor < OLDEST_TO_MAKE) {
    console.error(`error: this is npm ${npmVersion}, and the cases are made with npm ${OLDEST_TO_MAKE}\nhelp: put a newer npm first on the PATH`);
    return 2;
  }
  const releases = readReleases(join(here, 'registry.json'));
  const chosen = names.length > 0 ? names : [...allProjects(), ...(command === 'check' ? ['example'] : [])];
  let failed = 0;
  let skipped = 0;
  const waiting = [...chosen];
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      try {
        const one = name === 'example' ? exampleCase : readCase(join(projects, name));
        if (!existsSync(one.folder)) throw new Error('no such case');
        if (npmMajor < (one.npm ?? 0)) {
          console.log(`SKIPPED ${name}: this is npm ${npmVersion}, and before ${one.npm} npm reads it wrongly`);
          skipped += 1;
          continue;
        }
        const result = await withScratch((scratch) => run(one, scratch, releases));
        console.log(`${result ?? 'ok'} ${name}`);
      } catch (error) {
        failed += 1;
        console.log(`FAILED ${name}: ${error.message}`);
      }
    }
  };
  // Most of the time goes into npm's start; one at a time would leave cores idle.
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  console.log(`${chosen.length - failed - skipped} passed, ${skipped} skipped, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
