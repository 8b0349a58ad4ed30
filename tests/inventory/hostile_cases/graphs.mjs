import { entry, manifest, lock, project, withLock, nested } from './build.mjs';

export const graphs = [
  {
    name: 'link-cycle',
    says: 'the links lead to one another and never to a package',
    expect: { codes: ['L009'], nodes: ['', 'node_modules/a', 'node_modules/b'] },
    files: project(
      {
        'node_modules/a': { resolved: 'node_modules/b', link: true },
        'node_modules/b': { resolved: 'node_modules/a', link: true },
      },
      { a: '*' },
    ),
  },
  {
    name: 'link-to-itself',
    says: 'the link leads to itself',
    expect: { codes: ['L009'], nodes: ['', 'node_modules/a'] },
    files: project({ 'node_modules/a': { resolved: 'node_modules/a', link: true } }, { a: '*' }),
  },
  {
    name: 'link-to-nowhere',
    says: 'the links lead to places that are not in the lockfile, outside the project, or nowhere; nothing there is opened',
    expect: { codes: ['L009'], nodes: ['', 'node_modules/a', 'node_modules/b', 'node_modules/c', 'node_modules/d'] },
    files: project(
      {
        'node_modules/a': { resolved: '../../../../etc', link: true },
        'node_modules/b': { resolved: '/etc', link: true },
        'node_modules/c': { link: true },
        'node_modules/d': { resolved: 'packages/gone', link: true },
      },
      { a: '*', b: '*', c: '*', d: '*' },
    ),
  },
  {
    name: 'link-to-project',
    says: 'a link to the project itself is right, and the walk over it ends',
    expect: { nodes: ['', 'node_modules/app'] },
    files: project({ 'node_modules/app': { resolved: '', link: true } }, { app: 'file:.' }),
  },
  {
    name: 'dependency-names',
    says: 'dependencies by names that no package can have are missing; none is looked for on the disk',
    expect: { nodes: ['', 'node_modules/a'] },
    files: project(
      {
        'node_modules/a': entry({
          dependencies: {
            '../../etc/passwd': '*',
            '': '*',
            '/': '*',
            '.': '*',
            node_modules: '*',
            'a\u0000b': '*',
            '@': '*',
          },
        }),
      },
      { a: '*' },
    ),
  },
  {
    name: 'ranges-absurd',
    says: 'ranges made to be slow or to overflow are answered at once: outside the range, or no range',
    expect: { nodes: ['', 'node_modules/a'] },
    files: project(
      {
        'node_modules/a': entry({
          peerDependencies: { a: `${'>=1.0.0 '.repeat(5000)}` },
          dependencies: {
            b: `${'1 || '.repeat(5000)}1`,
            c: `${'9'.repeat(10_000)}.0.0`,
            d: `^1.0.0-${'a.'.repeat(5000)}a`,
            e: 'npm:npm:npm:a@1',
            f: 'npm:@/@',
          },
        }),
      },
      { a: '>=99999999999999999999999999.0.0' },
    ),
  },
  {
    name: 'overrides-loop',
    says: 'overrides that refer to themselves, to nobody, or go 200 deep are told of and not followed',
    expect: { nodes: ['', 'node_modules/a'] },
    files: {
      'package.json': {
        ...manifest({ a: '*' }),
        overrides: {
          a: '$b',
          b: '$a',
          c: '$',
          d: 7,
          e: null,
          f: JSON.parse(nested(200, '{"y":"1.0.0"}')),
          '': '1',
          '@': { '.': { '.': '1' } },
        },
      },
      'package-lock.json': lock({ 'node_modules/a': entry() }, { a: '*' }),
    },
  },
  {
    name: 'workspaces-escape',
    says: 'patterns that lead out of the project match nothing there, whatever lies there',
    expect: { nodes: [''] },
    files: {
      'package.json': { ...manifest(), workspaces: ['../*', '/etc/*', '../../**', 'packages/../../*', '!', '{a,b'] },
      'package-lock.json': lock({}),
    },
  },
  {
    name: 'sections-disagree',
    says: 'version 2 says 1.0.0 to new npm and 6.6.6 to old npm: one lockfile, two installs',
    expect: { nodes: ['', 'node_modules/a'] },
    files: withLock(
      {
        ...lock({ 'node_modules/a': entry() }, { a: '*' }),
        lockfileVersion: 2,
        dependencies: { a: entry({ version: '6.6.6', integrity: `sha512-${'B'.repeat(86)}==` }) },
      },
      { a: '*' },
    ),
  },
];
