import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { releaseTarball } from './registry.mjs';

const GIT_HOST = 'https://git.example/';
const GENERATED = ['package-lock.json', 'npm-shrinkwrap.json', 'node_modules', 'expected.json'];

/** A case: a folder with `case.json`, whose fields `README.md` beside the cases describes. */
export function readCase(folder) {
  const file = join(folder, 'case.json');
  const definition = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return { name: basename(folder), folder, project: '.', from: 'lockfile', steps: [], ...definition };
}

/** Runs `body` with a folder of its own that is gone afterwards. */
export async function withScratch(body) {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'inventory-oracle-')));
  try {
    return await body(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * A copy of the case, so that npm never writes into the repository. Without `keepGenerated`, only what a person wrote; an
 * installed tree comes along only where it is the subject.
 */
export function copyCase({ folder, project, from }, scratch, { keepGenerated }) {
  const copy = join(scratch, 'case');
  const left = !keepGenerated ? GENERATED : from === 'installed' ? [] : ['node_modules'];
  const leftOut = left.map((name) => join(folder, project, name));
  cpSync(folder, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !leftOut.includes(source),
  });
  const root = join(copy, project);
  // npm trusts the hidden lockfile only while it is newer than the folders it speaks of, and a checkout loses times.
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(hidden)) utimesSync(hidden, new Date(), new Date(Date.now() + 60_000));
  return root;
}

/** Makes the git repositories of a case; returns the variables that lead npm's git to them instead of the made-up host. */
export function makeRepositories({ git = {} }, scratch) {
  const home = join(scratch, 'git');
  const run = (folder, ...args) =>
    execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'core.autocrlf=false', ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_SYSTEM: '/dev/null',
        GIT_AUTHOR_NAME: 'Example',
        GIT_AUTHOR_EMAIL: 'example@example.invalid',
        GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
        GIT_COMMITTER_NAME: 'Example',
        GIT_COMMITTER_EMAIL: 'example@example.invalid',
        GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
      },
    });
  for (const [repository, manifest] of Object.entries(git)) {
    const folder = join(home, `${repository}.git`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    run(folder, 'init', '--quiet');
    run(folder, 'add', '.');
    run(folder, 'commit', '--quiet', '--message', `Release ${manifest.version}`);
    run(folder, 'tag', `v${manifest.version}`);
  }
  return {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `url.file://${home}/.insteadOf`,
    GIT_CONFIG_VALUE_0: GIT_HOST,
    GIT_CONFIG_KEY_1: 'protocol.file.allow',
    GIT_CONFIG_VALUE_1: 'always',
  };
}

/** Writes the local tarballs of a case into a project. */
export function makeTarballs({ tarballs = {} }, root, releases) {
  for (const [path, [name, version]] of Object.entries(tarballs)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), releaseTarball(releases, name, version));
  }
}

/** Takes what npm generated back into the case: the lockfiles, and of an installed tree the manifests and links only. */
export function takeBack(root, { folder, project, from }) {
  const home = join(folder, project);
  for (const name of GENERATED) rmSync(join(home, name), { recursive: true, force: true });
  for (const name of ['package-lock.json', 'npm-shrinkwrap.json']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(home, name));
  }
  if (from === 'installed') {
    cpSync(join(root, 'node_modules'), join(home, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => basename(source) !== '.bin' && !relative(root, source).includes('/.bin/'),
    });
  }
}
