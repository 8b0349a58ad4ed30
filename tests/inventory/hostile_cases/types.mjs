import { entry, manifest, lock, project, withLock, url } from './build.mjs';

export const types = [
  {
    name: 'packages-a-list',
    says: '`packages` is a list, not an object',
    expect: { codes: ['L002'], nodes: [''] },
    files: withLock({ lockfileVersion: 3, packages: [entry()] }),
  },
  {
    name: 'entries-of-any-type',
    says: 'entries that are text, number, null, list or boolean are passed over, each told of',
    expect: { codes: ['L002'], nodes: ['', 'node_modules/good'] },
    files: project(
      {
        'node_modules/a': '1.0.0',
        'node_modules/b': 7,
        'node_modules/c': null,
        'node_modules/d': [],
        'node_modules/e': true,
        'node_modules/good': entry(),
      },
      { good: '*' },
    ),
  },
  {
    name: 'fields-of-any-type',
    says: 'every field of the entry is of another kind than it should be; the place is kept, empty, each field told of',
    expect: { codes: ['L002'], nodes: ['', 'node_modules/a'] },
    files: project(
      {
        'node_modules/a': {
          name: ['a'],
          version: 1,
          resolved: { url: 'x' },
          integrity: 512,
          link: 'yes',
          dev: 'no',
          optional: 1,
          peer: null,
          inBundle: {},
          bundled: [],
          hasInstallScript: 'true',
          license: 7,
          deprecated: {},
          dependencies: 'b@1',
          optionalDependencies: ['b'],
          peerDependencies: 3,
          peerDependenciesMeta: [],
          bundleDependencies: 'all',
          engines: 'node',
          os: {},
          bin: 9,
        },
      },
      { a: '*' },
    ),
  },
  {
    name: 'ranges-of-any-type',
    says: 'what is no text is no range: each is told of, and no edge is made of it',
    expect: { codes: ['L002'], nodes: ['', 'node_modules/a'] },
    files: project(
      { 'node_modules/a': entry({ dependencies: { b: 1, c: null, d: {}, e: ['^1'], f: true } }) },
      { a: '*' },
    ),
  },
  {
    name: 'root-of-any-type',
    says: 'the root entry is text; the manifest speaks for the root',
    expect: { codes: ['L002'], nodes: ['', 'node_modules/a'] },
    files: withLock({ lockfileVersion: 3, packages: { '': 'app@1.0.0', 'node_modules/a': entry() } }),
  },
  {
    name: 'legacy-of-any-type',
    says: 'version 1 with every field of another kind; the places with an object are kept, the rest told of',
    expect: { codes: ['L002'], nodes: ['', 'node_modules/a', 'node_modules/b'] },
    files: withLock(
      {
        lockfileVersion: 1,
        requires: 'yes',
        dependencies: {
          a: { version: 1, requires: ['b'], dependencies: 'c' },
          b: { version: '1.0.0', bundled: 'yes', dev: 'no', requires: { a: 5 } },
          c: '1.0.0',
          d: null,
          e: ['1.0.0'],
        },
      },
      { a: '*' },
    ),
  },
  {
    name: 'legacy-a-list',
    says: 'version 1 whose `dependencies` is a list',
    expect: { codes: ['L002'], nodes: [''] },
    files: withLock({ lockfileVersion: 1, dependencies: [{ version: '1.0.0' }] }),
  },
  {
    name: 'legacy-path-escape',
    says: 'version 1 whose names would leave node_modules: refused, each with its reason',
    expect: { codes: ['L007'], nodes: ['', 'node_modules/good'] },
    files: withLock(
      {
        lockfileVersion: 1,
        dependencies: {
          '../x': entry(),
          '/abs': entry(),
          '..': entry(),
          '': entry(),
          'a/b': entry(),
          '@s/../x': entry(),
          good: entry(),
        },
      },
      { good: '*' },
    ),
  },
  {
    name: 'workspaces-of-any-type',
    says: '`workspaces` is a number, and then its patterns are no text; no member is looked for',
    expect: { codes: ['L002'], nodes: [''] },
    files: {
      'package.json': { ...manifest(), workspaces: [7, null, { packages: '*' }] },
      'package-lock.json': lock({}),
    },
  },
];
