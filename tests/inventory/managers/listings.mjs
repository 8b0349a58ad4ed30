// Each turns a manager's own listing, and Sallyport's inventory of the same project, into sets of the same words.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fromNpmLs } from '../oracle/normalise.mjs';

const key = (...parts) => parts.join(' -> ');
const both = () => ({ ours: new Set(), theirs: new Set() });
const byPath = (inventory) => new Map(inventory.packages.map((one) => [one.path, one]));

/** By place, as both tell it. */
function npm(stdout, inventory, folder) {
  const nodes = both();
  const edges = both();
  const listed = fromNpmLs(JSON.parse(stdout), folder);
  for (const [path, { name, version }] of listed.places) nodes.theirs.add(key(path, name, version));
  for (const edge of listed.edges) {
    const [from, name, to] = JSON.parse(edge);
    if (to !== null) edges.theirs.add(key(from, name, to));
  }
  const installed = new Set(listed.places.keys());
  for (const { path, name, version, optional, peer } of inventory.packages) {
    // What is for other machines is in the lockfile and not on the disk.
    if (optional && !installed.has(path)) continue;
    if (peer && !installed.has(path)) continue;
    nodes.ours.add(key(path, name, version));
  }
  for (const { from, name, to } of inventory.dependencies) {
    if (to === undefined || !installed.has(to) || !installed.has(from)) continue;
    edges.ours.add(key(from, name, to));
  }
  return { nodes, edges };
}

/** The hash that ends a long folder of pnpm's differs by its version: the front is compared. */
const withoutHash = (path) => path.replace(/(node_modules\/\.pnpm\/[^/]{80})[^/]{20,}(?=\/)/, '$1...');

/** By the folder in node_modules/.pnpm. */
function pnpm(stdout, inventory, folder) {
  const nodes = both();
  const edges = both();
  const packages = byPath(inventory);
  const optional = new Set();
  const walk = (from, item) => {
    for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      for (const [name, child] of Object.entries(item[field] ?? {})) {
        const path = withoutHash(relative(folder, child.path));
        edges.theirs.add(key(from, name, path));
        if (!path.startsWith('node_modules/')) continue;
        nodes.theirs.add(key(path, child.version));
        walk(path, child);
      }
    }
  };
  for (const project of JSON.parse(stdout)) walk(relative(folder, project.path), project);
  for (const edge of inventory.dependencies) {
    edge.from = withoutHash(edge.from);
    if (edge.to !== undefined) edge.to = withoutHash(edge.to);
  }
  for (const one of inventory.packages) {
    one.path = withoutHash(one.path);
    packages.set(one.path, one);
    if (!one.path.startsWith('node_modules/')) continue;
    // pnpm lists what is on the disk: what is for other machines is in the lockfile alone.
    if (!nodes.theirs.has(key(one.path, one.version)) && (one.optional || one.devOptional)) {
      optional.add(one.path);
      continue;
    }
    nodes.ours.add(key(one.path, one.version));
  }
  for (const { from, name, to, scope } of inventory.dependencies) {
    if (to === undefined || scope === 'workspace' || optional.has(to) || optional.has(from)) continue;
    if (!packages.has(from)) continue;
    edges.ours.add(key(from, name, to));
  }
  return { nodes, edges };
}

/** By name, version and whether it is patched; `yarn info` tells of no peers. */
function berry(stdout, inventory) {
  const nodes = both();
  const edges = both();
  const packages = byPath(inventory);
  const idOf = (locator, version) => {
    const at = locator.indexOf('@', 1);
    const reference = locator.slice(at + 1).replace(/^virtual:[^#]*#/, '');
    const name = locator.slice(0, at);
    if (reference.startsWith('workspace:')) return `${name}@workspace`;
    return `${name}@${reference.startsWith('patch:') ? 'patched ' : ''}${version}`;
  };
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line));
  const versions = new Map(lines.map(({ value, children }) => [value, children.Version]));
  const plain = (locator) => locator.replace(/@virtual:[^#]*#/, '@');
  for (const { value, children } of lines) {
    const from = idOf(value, children.Version);
    nodes.theirs.add(from);
    for (const { locator } of children.Dependencies ?? []) {
      edges.theirs.add(key(from, idOf(locator, versions.get(plain(locator)))));
    }
  }
  const ourId = ({ name, version, origin, patchFile }) =>
    origin === 'root' || origin === 'workspace' ? `${name}@workspace` : `${name}@${patchFile ? 'patched ' : ''}${version}`;
  for (const one of inventory.packages) nodes.ours.add(ourId(one));
  for (const { from, to, scope, range } of inventory.dependencies) {
    if (to === undefined || scope === 'workspace' || scope.startsWith('peer')) continue;
    // How a patched package is made is no dependency to yarn.
    if (packages.get(from).patchFile && range.includes('@npm:')) continue;
    edges.ours.add(key(ourId(packages.get(from)), ourId(packages.get(to))));
  }
  return { nodes, edges };
}

/** `yarn list` shows name and version of what is on the disk, and the ranges below each. */
function classic(stdout, inventory) {
  const nodes = both();
  const edges = both();
  const { trees } = JSON.parse(stdout.trim().split('\n').at(-1)).data;
  const walk = (tree) => {
    nodes.theirs.add(tree.name);
    for (const child of tree.children ?? []) {
      if (child.shadow) {
        edges.theirs.add(key(tree.name, child.name));
      } else {
        walk(child);
      }
    }
  };
  trees.forEach(walk);
  const packages = byPath(inventory);
  const id = ({ name, installedAs, version }) => `${installedAs ?? name}@${version}`;
  for (const one of inventory.packages) {
    if (one.origin === 'root' || one.origin === 'workspace') continue;
    if (one.optional && !nodes.theirs.has(id(one))) continue;
    nodes.ours.add(id(one));
  }
  for (const { from, to, name, range } of inventory.dependencies) {
    const asker = packages.get(from);
    if (to === undefined || asker.origin === 'root' || asker.origin === 'workspace') continue;
    const optional = packages.get(to).optional || asker.optional;
    const edge = key(id(asker), `${name}@${range}`);
    if (optional && !edges.theirs.has(edge)) continue;
    edges.ours.add(edge);
  }
  return { nodes, edges };
}

/** `bun pm ls --all` shows a line for each place, and no edges. */
function bun(stdout, inventory) {
  const nodes = both();
  for (const line of stdout.split('\n')) {
    const shown = /[├└]── (.+)$/.exec(line);
    if (shown) nodes.theirs.add(shown[1].replace(/ .*$/, ''));
  }
  for (const { path, version, origin, name, optional, devOptional } of inventory.packages) {
    if (origin === 'root') continue;
    const id = origin === 'workspace' ? `${name}@workspace:${path}` : `${path.replace(/^.*node_modules\//, '')}@${version}`;
    // What is for other machines is in the lockfile and not on the disk.
    if ((optional || devOptional) && !nodes.theirs.has(id)) continue;
    nodes.ours.add(id);
  }
  return { nodes };
}

/** `deno list` draws a tree of names and versions, peers included; a branch that bites its tail ends with "(cycle)". */
function deno(stdout, inventory) {
  const nodes = both();
  const edges = both();
  const open = [];
  for (const line of stdout.split('\n')) {
    const shown = /^((?:│ {2}| {3})*)(?:[├└]─ )?npm:(\S+) (?:\(\S+\) )?(\S+)/.exec(line);
    if (!shown) continue;
    const depth = shown[1].length / 3 + (/[├└]─/.test(line) ? 1 : 0);
    const id = `${shown[2]}@${shown[3]}`;
    nodes.theirs.add(id);
    open.length = depth;
    edges.theirs.add(key(open.at(-1) ?? 'the project', id));
    open.push(id);
  }
  const packages = byPath(inventory);
  const ourId = ({ name, version, origin }) => (origin === 'root' || origin === 'workspace' ? 'the project' : `${name}@${version}`);
  for (const one of inventory.packages) {
    if (ourId(one) !== 'the project') nodes.ours.add(ourId(one));
  }
  for (const { from, to, scope } of inventory.dependencies) {
    if (to === undefined || scope === 'workspace' || ourId(packages.get(to)) === 'the project') continue;
    edges.ours.add(key(ourId(packages.get(from)), ourId(packages.get(to))));
  }
  return { nodes, edges };
}

const readManifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** What lies on the disk, by Node's rule: from every package's real folder upwards, whatever the lockfile says. */
function disk(_stdout, inventory, folder) {
  const nodes = both();
  const edges = both();
  const find = (from, name) => {
    for (let at = from; ; at = dirname(at)) {
      const place = join(at, 'node_modules', name);
      if (!at.endsWith('node_modules') && existsSync(join(place, 'package.json'))) return realpathSync(place);
      if (at === folder || dirname(at) === at) return undefined;
    }
  };
  const idOf = (path, { name, version }) => (path.includes('node_modules/') ? `${name}@${version}` : `${name}@workspace`);
  const seen = new Set();
  const open = [folder];
  while (open.length > 0) {
    const place = open.pop();
    if (seen.has(place)) continue;
    seen.add(place);
    const manifest = readManifest(place);
    const isOwn = !place.includes('/node_modules/');
    nodes.theirs.add(idOf(place, manifest));
    const wanted = { ...(isOwn ? manifest.devDependencies : {}), ...manifest.dependencies, ...manifest.optionalDependencies };
    for (const name of Object.keys(manifest.peerDependencies ?? {})) {
      if (!manifest.peerDependenciesMeta?.[name]?.optional) wanted[name] ??= 'peer';
    }
    for (const name of Object.keys(wanted)) {
      const target = find(place, name);
      if (target === undefined) continue;
      edges.theirs.add(key(idOf(place, manifest), name, idOf(target, readManifest(target))));
      open.push(target);
    }
  }
  const packages = byPath(inventory);
  const ourId = ({ name, version, origin }) => (origin === 'root' || origin === 'workspace' ? `${name}@workspace` : `${name}@${version}`);
  for (const one of inventory.packages) {
    // What is for other machines is in the lockfile and not on the disk.
    if ((one.optional || one.devOptional) && !nodes.theirs.has(ourId(one))) continue;
    nodes.ours.add(ourId(one));
  }
  for (const { from, to, name, scope } of inventory.dependencies) {
    if (to === undefined || scope === 'workspace' || scope === 'peerOptional') continue;
    const edge = key(ourId(packages.get(from)), name, ourId(packages.get(to)));
    if (!nodes.ours.has(ourId(packages.get(from))) || !nodes.ours.has(ourId(packages.get(to)))) continue;
    edges.ours.add(edge);
  }
  return { nodes, edges };
}

export const listings = { npm, pnpm, berry, classic, bun, deno, disk };
