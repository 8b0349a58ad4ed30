import { dirname, relative, resolve, sep } from 'node:path';

/** A path below the project as lockfiles write it: "" for the project, "../x" for a folder beside it. */
const locationOf = (root, path) => relative(root, path).split(sep).join('/');

const byKeys =
  (...keys) =>
  (a, b) => {
    for (const key of keys) {
      const left = a[key] ?? '';
      const right = b[key] ?? '';
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };

/**
 * The places and the edges between them in what `npm ls --all --json --long` printed. npm shows a link and what hangs
 * below it as one item; here the link is one place, its target another, and the target asks for the dependencies.
 */
export function fromNpmLs(output, root) {
  const places = new Map();
  const edges = new Set();
  const todo = [{ item: output, owner: '' }];
  places.set('', { name: output.name, version: output.version ?? '' });
  while (todo.length > 0) {
    const { item, owner } = todo.pop();
    for (const [name, child] of Object.entries(item.dependencies ?? {})) {
      if (child.path === undefined) {
        edges.add(JSON.stringify([owner, name, null]));
        continue;
      }
      const path = locationOf(root, child.path);
      if (!child.extraneous) edges.add(JSON.stringify([owner, name, path]));
      const target = linkTarget(child, root);
      const place = { name: child.name, version: child.version ?? '' };
      places.set(path, place);
      if (target !== undefined) places.set(target, place);
      todo.push({ item: child, owner: target ?? path });
    }
  }
  return { places, edges };
}

/** Undefined for what is no link. A local tarball has a `file:` too, but names a file. */
function linkTarget(item, root) {
  if (!item.resolved?.startsWith('file:') || item.resolved.endsWith('.tgz')) return undefined;
  return locationOf(root, resolve(dirname(item.path), item.resolved.slice('file:'.length)));
}

/**
 * As a lockfile would say it: the library also sets `devOptional` beside `dev` and beside `optional`, and sets every
 * reason on a package that nobody wants.
 */
function flagsOf(node) {
  const reasons = node.extraneous
    ? ['extraneous']
    : ['dev', 'optional', 'devOptional', 'peer'].filter(
        (flag) => node[flag] && !(flag === 'devOptional' && (node.dev || node.optional)),
      );
  return [...reasons, ...['inBundle', 'hasInstallScript'].filter((flag) => node[flag])];
}

function stateOf(edge) {
  if (edge.to) return edge.invalid ? 'invalid' : 'resolved';
  return edge.optional || edge.type === 'peerOptional' ? 'optional-missing' : 'missing';
}

/** npm writes a workspace edge with the absolute path of the member. */
const rangeOf = (edge, root) =>
  edge.type === 'workspace' ? `file:${locationOf(root, resolve(root, edge.spec.slice('file:'.length)))}` : edge.spec;

/** The same graph as npm's own library has it, with what `npm ls` does not print: kind, range and state of an edge. */
export function fromArborist(tree, root) {
  const nodes = [];
  const edges = [];
  for (const node of tree.inventory.values()) {
    const flags = flagsOf(node);
    nodes.push({
      path: node.location,
      name: node.packageName ?? node.name,
      version: node.version ?? '',
      ...(node.isLink ? { link: node.target.location } : {}),
      ...(flags.length > 0 ? { flags } : {}),
    });
    if (node.isLink) continue;
    for (const edge of node.edgesOut.values()) {
      edges.push({
        from: node.location,
        name: edge.name,
        to: edge.to ? edge.to.location : null,
        type: edge.type,
        range: rangeOf(edge, root),
        state: stateOf(edge),
        ...(edge.spec === edge.rawSpec ? {} : { overridden: true }),
      });
    }
  }
  return { nodes: nodes.sort(byKeys('path')), edges: edges.sort(byKeys('from', 'name', 'type')) };
}

/** What the two views of one project disagree about, one line each; empty when they are the same graph. */
export function disagreements(listed, graph) {
  const lines = [];
  const nodes = new Map(graph.nodes.map((node) => [node.path, node]));
  for (const [path, { name, version }] of listed.places) {
    const node = nodes.get(path);
    if (!node) lines.push(`only npm ls has "${path}"`);
    else if (path !== '' && (node.name !== name || node.version !== version)) {
      lines.push(`"${path}" is ${name}@${version} to npm ls, ${node.name}@${node.version} to the library`);
    }
  }
  for (const path of nodes.keys()) if (!listed.places.has(path)) lines.push(`npm ls leaves out "${path}"`);
  const edges = new Set(graph.edges.map(({ from, name, to }) => JSON.stringify([from, name, to])));
  for (const edge of listed.edges) if (!edges.has(edge)) lines.push(`only npm ls has the edge ${edge}`);
  for (const edge of edges) if (!listed.edges.has(edge)) lines.push(`npm ls leaves out the edge ${edge}`);
  return lines;
}
