/** A well-formed hash of nothing in particular. */
export const HASH = `sha512-${'A'.repeat(86)}==`;
export const entry = (more = {}) => ({ version: '1.0.0', integrity: HASH, ...more });

export const manifest = (dependencies = {}) => ({ name: 'app', version: '1.0.0', dependencies });
/** A lockfile of version 3 whose root asks for `dependencies`. */
export const lock = (packages, dependencies = {}) => ({
  name: 'app',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: { '': manifest(dependencies), ...packages },
});
/** The two files of a project whose lockfile is well made but for `packages`. */
export const project = (packages, dependencies = {}) => ({
  'package.json': manifest(dependencies),
  'package-lock.json': lock(packages, dependencies),
});
/** The two files of a project with a lockfile of any kind: an object, or text as it is. */
export const withLock = (content, dependencies = { a: '^1.0.0' }) => ({
  'package.json': manifest(dependencies),
  'package-lock.json': content,
});
/** JSON text with `inside` below `depth` objects. */
export const nested = (depth, inside) => (depth === 0 ? inside : `{"x":${nested(depth - 1, inside)}}`);
export const url = (host, name = 'a', version = '1.0.0') => `https://${host}/${name}/-/${name}-${version}.tgz`;
