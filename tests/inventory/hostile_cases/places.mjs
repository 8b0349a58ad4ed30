import { HASH, entry, project, withLock } from './build.mjs';

export const places = [
  {
    name: 'duplicate-place',
    says: 'node_modules/a stands twice; npm takes the last, 6.6.6, and so does the inventory',
    expect: { codes: ['L006'], nodes: ['', 'node_modules/a'] },
    files: withLock(
      `{"name": "app", "lockfileVersion": 3, "packages": {\n"": {"dependencies": {"a": "*"}},\n"node_modules/a": {"version": "1.0.0", "integrity": "${HASH}"},\n"node_modules/a": {"version": "6.6.6", "integrity": "${HASH}"}\n}}\n`,
      { a: '*' },
    ),
  },
  {
    name: 'duplicate-escaped',
    says: 'the same place, the second time spelt with an escape: still twice',
    expect: { codes: ['L006'], nodes: ['', 'node_modules/a'] },
    files: withLock(
      `{"name": "app", "lockfileVersion": 3, "packages": {\n"": {"dependencies": {"a": "*"}},\n"node_modules/a": {"version": "1.0.0", "integrity": "${HASH}"},\n"node_modules/\\u0061": {"version": "6.6.6", "integrity": "${HASH}"}\n}}\n`,
      { a: '*' },
    ),
  },
  {
    name: 'duplicate-section',
    says: '`packages` stands twice; the last is read, as npm does, and the first is told of',
    expect: { codes: ['L006'], nodes: ['', 'node_modules/b'] },
    files: withLock(
      `{"name": "app", "lockfileVersion": 3,\n"packages": {"": {}, "node_modules/a": {"version": "1.0.0", "integrity": "${HASH}"}},\n"packages": {"": {}, "node_modules/b": {"version": "1.0.0", "integrity": "${HASH}"}}\n}\n`,
      {},
    ),
  },
  {
    name: 'duplicate-field',
    says: '`integrity` stands twice within an entry; the last is read, and the first is told of',
    expect: { codes: ['L006'], nodes: ['', 'node_modules/a'] },
    files: withLock(
      `{"name": "app", "lockfileVersion": 3, "packages": {\n"": {"dependencies": {"a": "*"}},\n"node_modules/a": {"version": "1.0.0", "integrity": "${HASH}", "integrity": "sha512-${'B'.repeat(86)}=="}\n}}\n`,
      { a: '*' },
    ),
  },
  {
    name: 'path-escape',
    says: 'each of the places is refused with its reason; none is opened, and the one good package remains',
    expect: { codes: ['L007'], nodes: ['', 'node_modules/good'] },
    files: project(
      Object.fromEntries(
        [
          '/etc/passwd',
          'node_modules/../../x',
          'node_modules/a/../../../x',
          './node_modules/a',
          'node_modules//a',
          'node_modules/a/',
          'node_modules',
          'node_modules/',
          'node_modules/@scope',
          'node_modules/@scope/',
          'node_modules/a/node_modules',
          'node_modules/..',
          'node_modules/.',
          'node_modules\\a',
          'C:\\windows\\x',
          'node_modules/a\\..\\..\\x',
          'node_modules/good',
        ].map((path) => [path, entry()]),
      ),
      { good: '^1.0.0' },
    ),
  },
  {
    name: 'outside-folder',
    says: 'a folder above the project is kept as a place, for npm writes such keys for `file:../x`, and is never opened',
    expect: { nodes: ['', '../../x', 'node_modules/x'] },
    files: project(
      { '../../x': { name: 'x', version: '1.0.0' }, 'node_modules/x': { resolved: '../../x', link: true } },
      { x: 'file:../../x' },
    ),
  },
  {
    name: 'names-prototype',
    says: 'names that JavaScript objects have by themselves are names like any other',
    expect: {
      nodes: [
        '',
        'node_modules/__proto__',
        'node_modules/constructor',
        'node_modules/hasOwnProperty',
        'node_modules/toString',
      ],
    },
    files: withLock(
      `{"name": "app", "lockfileVersion": 3, "packages": {\n"": {"dependencies": {"__proto__": "*", "constructor": "*", "toString": "*"}},\n${[
        '__proto__',
        'constructor',
        'hasOwnProperty',
        'toString',
      ]
        .map(
          (name) =>
            `"node_modules/${name}": {"version": "1.0.0", "integrity": "${HASH}", "dependencies": {"__proto__": "*"}}`,
        )
        .join(',\n')}\n}}\n`,
      {},
    ),
  },
  {
    name: 'names-long',
    says: 'a name of 300 bytes and a path of 10,000 bytes are refused, shown shortened',
    expect: { codes: ['L007'], nodes: ['', 'node_modules/good'] },
    files: project(
      {
        [`node_modules/${'n'.repeat(300)}`]: entry(),
        [`packages/${'p'.repeat(10_000)}`]: entry(),
        'node_modules/good': entry(),
      },
      { good: '^1.0.0' },
    ),
  },
  {
    name: 'names-control',
    says: 'places with a terminal escape, a NUL, a line end or a backspace are refused, shown with the bytes escaped',
    expect: { codes: ['L007'], nodes: ['', 'node_modules/good'] },
    files: project(
      Object.fromEntries(
        ['\u001b[2Jx', 'a\u0000b', 'a\nb', 'a\u0008b', 'a\u007fb', 'good'].map((name) => [
          `node_modules/${name}`,
          entry(),
        ]),
      ),
      { good: '^1.0.0' },
    ),
  },
  {
    name: 'text-control',
    says: 'a terminal escape and a right-to-left override in version, licence and deprecation stay in the values and are escaped in every message',
    expect: { nodes: ['', 'node_modules/a'] },
    files: project(
      {
        'node_modules/a': entry({
          version: '1.0.0\u001b[31m',
          license: 'MIT\u202e',
          deprecated: 'gone\u001b]0;title\u0007',
        }),
      },
      { a: '*' },
    ),
  },
  {
    name: 'name-of-another',
    says: 'the names of the entries cannot be packages; the places are kept without them',
    expect: { codes: ['L007'] },
    files: project(
      {
        'node_modules/a': entry({ name: '../../evil' }),
        'node_modules/b': entry({ name: '/abs' }),
        'node_modules/c': entry({ name: '' }),
      },
      { a: '*', b: '*', c: '*' },
    ),
  },
  {
    name: 'deep-place',
    says: 'a place 300 node_modules deep is refused',
    expect: { codes: ['L007'], nodes: ['', 'node_modules/a'] },
    files: project({ 'node_modules/a': entry(), [Array(300).fill('node_modules/a').join('/')]: entry() }, { a: '*' }),
  },
  {
    name: 'case-collision',
    says: 'two places that are one on some disks are two packages here',
    expect: { nodes: ['', 'node_modules/Lib', 'node_modules/lib'] },
    files: project(
      { 'node_modules/lib': entry(), 'node_modules/Lib': entry({ version: '2.0.0' }) },
      { lib: '^1.0.0', Lib: '^2.0.0' },
    ),
  },
];
