import { entry, manifest, lock, withLock, nested } from './build.mjs';

export const syntax = [
  {
    name: 'broken-json',
    says: 'the lockfile ends in the middle, with the line; what the manifest asks for is missing',
    expect: { codes: ['L001'], nodes: [''] },
    files: withLock(JSON.stringify(lock({ 'node_modules/a': entry() }), null, 2).slice(0, -40)),
  },
  {
    name: 'empty',
    says: 'an empty file is no lockfile',
    expect: { codes: ['L001'], nodes: [''] },
    files: withLock(''),
  },
  {
    name: 'merge-conflict',
    says: 'the lockfile is no JSON, at the line of the first conflict marker',
    expect: { codes: ['L001'], nodes: [''] },
    files: withLock(
      '{\n  "lockfileVersion": 3,\n<<<<<<< ours\n  "packages": {}\n=======\n  "packages": {"": {}}\n>>>>>>> theirs\n}\n',
    ),
  },
  {
    name: 'two-documents',
    says: 'text follows the end of the JSON: which of the two is the lockfile is not ours to guess',
    expect: { codes: ['L001'], nodes: [''] },
    files: withLock(`${JSON.stringify(lock({}))}\n${JSON.stringify(lock({ 'node_modules/a': entry() }))}\n`),
  },
  {
    name: 'not-an-object',
    says: 'the lockfile is a list, not an object',
    expect: { codes: ['L002'], nodes: [''] },
    files: withLock('[{"lockfileVersion": 3}]\n'),
  },
  {
    name: 'byte-order-mark',
    says: 'nothing: npm reads this too',
    expect: { silent: true, nodes: ['', 'node_modules/a'] },
    files: withLock(`\uFEFF${JSON.stringify(lock({ 'node_modules/a': entry() }, { a: '^1.0.0' }), null, 2)}`),
  },
  {
    name: 'invalid-utf8',
    says: 'the package is there; its licence has a replacement character where the bytes are no UTF-8',
    expect: { nodes: ['', 'node_modules/a'] },
    files: withLock(
      Buffer.concat(
        JSON.stringify(lock({ 'node_modules/a': entry({ license: 'caf@' }) }, { a: '^1.0.0' }), null, 2)
          .split('@')
          .flatMap((part, index) => (index === 0 ? [Buffer.from(part)] : [Buffer.from([0xe9]), Buffer.from(part)])),
      ),
    ),
  },
  {
    name: 'deep-json',
    says: 'nested more deeply than limits.h allows; nothing is read and the stack holds',
    expect: { codes: ['L001'], nodes: [''] },
    files: withLock(`{"lockfileVersion": 3, "packages": ${nested(5000, '{}')}}\n`),
  },
  {
    name: 'manifest-broken',
    says: 'package.json cannot be read, with the line; the lockfile alone says who the root is and what it asks for',
    expect: { codes: ['L020'], nodes: ['', 'node_modules/a'] },
    files: {
      'package.json': '{"name": "app", "dependencies": {"a": "^1.0.0",}}\n',
      'package-lock.json': lock({ 'node_modules/a': entry() }, { a: '^1.0.0' }),
    },
  },
  {
    name: 'manifest-a-list',
    says: 'package.json is a list, not an object; the lockfile speaks for it',
    expect: { codes: ['L020'], nodes: ['', 'node_modules/a'] },
    files: { 'package.json': '["app"]\n', 'package-lock.json': lock({ 'node_modules/a': entry() }, { a: '^1.0.0' }) },
  },
  {
    name: 'version-newer',
    says: 'version `99` is newer than this program reads; nothing is guessed',
    expect: { codes: ['L003'], nodes: [''] },
    files: withLock({ ...lock({ 'node_modules/a': entry() }), lockfileVersion: 99 }),
  },
  {
    name: 'version-missing',
    says: 'there is no `lockfileVersion`; it is read by its shape',
    expect: { codes: ['L004'], nodes: ['', 'node_modules/a'] },
    files: withLock({ ...lock({ 'node_modules/a': entry() }, { a: '^1.0.0' }), lockfileVersion: undefined }),
  },
  {
    name: 'version-text',
    says: '`lockfileVersion` is text; it is read by its shape',
    expect: { codes: ['L004'], nodes: ['', 'node_modules/a'] },
    files: withLock({ ...lock({ 'node_modules/a': entry() }, { a: '^1.0.0' }), lockfileVersion: '3' }),
  },
  {
    name: 'version-absurd',
    says: '`lockfileVersion` is a number no integer holds; it is read by its shape',
    expect: { codes: ['L004'], nodes: ['', 'node_modules/a'] },
    files: withLock(
      JSON.stringify(lock({ 'node_modules/a': entry() }, { a: '^1.0.0' })).replace(
        '"lockfileVersion":3',
        '"lockfileVersion":-1e999',
      ),
    ),
  },
];
