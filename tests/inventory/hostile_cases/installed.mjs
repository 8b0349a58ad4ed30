import { manifest, lock, project } from './build.mjs';

export const installed = [
  {
    name: 'installed-links',
    says: 'links in node_modules lead to the project, to the folder they stand in and to nowhere: the walk ends, and no folder is read twice',
    expect: {},
    files: {
      'package.json': manifest({ a: '*', self: 'file:.' }),
      'node_modules/a/package.json': { name: 'a', version: '1.0.0' },
    },
    links: {
      'node_modules/self': '..',
      'node_modules/a/node_modules': '../../node_modules',
      'node_modules/dangling': 'nowhere',
    },
  },
  {
    name: 'installed-broken',
    says: 'manifests in node_modules that are broken, absent, a list or of another name: the folder is a place all the same',
    expect: { codes: ['L020'] },
    files: {
      'package.json': manifest({ a: '*', b: '*', c: '*', d: '*' }),
      'node_modules/a/package.json': '{"name": "a", "version": "1.0.0"',
      'node_modules/b/index.js': '// no manifest here\n',
      'node_modules/c/package.json': '[]\n',
      'node_modules/d/package.json': { name: '../../evil', version: { major: 1 } },
    },
  },
  {
    name: 'hidden-lock-broken',
    says: 'the hidden lockfile is broken; the installed tree beside it is read instead',
    expect: { codes: ['L001'], nodes: ['', 'node_modules/a'] },
    files: {
      'package.json': manifest({ a: '*' }),
      'node_modules/.package-lock.json': '{"lockfileVersion": 3, "packages": {',
      'node_modules/a/package.json': { name: 'a', version: '1.0.0' },
    },
  },
];
