import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { makeTarball } from './tarball.mjs';

/** The name that lockfiles see; npm reaches it through this server as its proxy, so no port is ever written down. */
export const REGISTRY = 'http://registry.example/';

const hash = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);
const text = (value) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * The files of one release. `_files` in the definition adds files (path -> text or JSON), and that is how a package gets
 * its bundled dependencies and its own shrinkwrap.
 */
function filesOf(name, version, definition) {
  const { _files = {}, ...manifest } = definition;
  const files = { 'package.json': text({ name, version, ...manifest }) };
  for (const [path, content] of Object.entries(_files)) {
    files[path] = typeof content === 'string' ? content : text(content);
  }
  return files;
}

export function releaseTarball(releases, name, version) {
  return makeTarball(filesOf(name, version, releases[name][version]));
}

function packument(releases, name) {
  const versions = {};
  for (const [version, { _files, ...manifest }] of Object.entries(releases[name])) {
    const bytes = releaseTarball(releases, name, version);
    const base = name.split('/').at(-1);
    versions[version] = {
      name,
      version,
      ...manifest,
      ...(manifest.scripts?.install ? { hasInstallScript: true } : {}),
      ...(_files?.['npm-shrinkwrap.json'] ? { _hasShrinkwrap: true } : {}),
      dist: {
        tarball: `${REGISTRY}${name}/-/${base}-${version}.tgz`,
        integrity: `sha512-${hash('sha512', bytes, 'base64')}`,
        shasum: hash('sha1', bytes, 'hex'),
      },
    };
  }
  return { name, 'dist-tags': { latest: Object.keys(versions).at(-1) }, versions };
}

export const readReleases = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Serves the releases on the loopback address until `close`; the last version of a package is its `latest`. */
export async function startRegistry(releases) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, REGISTRY).pathname).slice(1);
    const [, name, version] = /^(.+)\/-\/[^/]+?-(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(path) ?? [undefined, path];
    if (!Object.hasOwn(releases, name) || (version && !Object.hasOwn(releases[name], version))) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    } else if (version) {
      response.setHeader('content-type', 'application/octet-stream').end(releaseTarball(releases, name, version));
    } else {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(packument(releases, name)));
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    proxy: `http://127.0.0.1:${server.address().port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
