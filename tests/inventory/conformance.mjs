#!/usr/bin/env node
// Reads the lockfiles of other programs' tests (osv-scalibr, syft, trivy) with Sallyport: every package that stands in one must be
// found, and what is no lockfile must be told of. What stands in a file is worked out here in the crudest way that can be right.
//
//   conformance.mjs SALLYPORT FOLDER    where FOLDER holds lock-scalibr.tar.xz, lock-syft.tar.xz and lock-trivy.tar.xz
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const [sallyport, archives] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'lock-conformance-'));

const pairs = (text, expression) => [...text.matchAll(expression)].map(({ groups }) => `${groups.name}@${groups.version}`);

/** By path: what the file is called in a project, and the packages that its text names. */
const kinds = [
  {
    when: /bunlock\/.*\.json5$|bun\.lock$/,
    name: 'bun.lock',
    packages: (text) => pairs(text, /: \["(?<name>@?[^"@]+)@(?<version>\d[^"]*)"/g),
  },
  {
    when: /pnpm.*\.yaml$/,
    name: 'pnpm-lock.yaml',
    packages: (text) =>
      /lockfileVersion: '?[69]/.test(text)
        ? pairs(text, /^ {2}'?\/?(?<name>@?[^'@\s]+)@(?<version>\d[^'(:\s]*)[^\n]*:$/gm)
        : pairs(text, /^ {2}'?\/(?<name>(?:@[^/\s]+\/)?[^/\s]+)\/(?<version>\d[^_:\s]*)[^\n]*:$/gm),
  },
  {
    when: /yarn.*\.lock$/,
    name: 'yarn.lock',
    packages: (text) =>
      [...text.matchAll(/^"?(?<name>@?[^"@\s#][^"@]*)@[^\n]*:\n(?: {2}[^\n]*\n?)+/gm)]
        .filter(([entry]) => !entry.includes('@workspace:') && /^ {2}version/m.test(entry))
        .map(([entry, name]) => {
          const version = /^ {2}version:? "?([^"\n]+)"?$/m.exec(entry)[1];
          const resolution = /^ {2}resolution: "(@?[^@]+)@/m.exec(entry)?.[1];
          return `${resolution ?? name}@${version}`;
        }),
  },
  {
    when: /(packagelockjson|pkg-lock|nodejs\/npm)\/.*\.json$/,
    name: 'package-lock.json',
    packages: (text) => {
      const { packages, dependencies } = JSON.parse(text);
      const found = [];
      const walk = (list) => {
        for (const [name, { version, dependencies: nested }] of Object.entries(list ?? {})) {
          // An address in place of a version says no version; `npm:` names another package.
          if (/^\d/.test(version ?? '')) found.push(`${name}@${version}`);
          if (version?.startsWith('npm:')) found.push(version.slice('npm:'.length));
          walk(nested);
        }
      };
      if (!packages) walk(dependencies);
      for (const [path, { name, version, link }] of Object.entries(packages ?? {})) {
        const folder = path.includes('node_modules/') ? path.replace(/^.*node_modules\//, '') : basename(path);
        if (path !== '' && !link && version) found.push(`${name ?? folder}@${version}`);
      }
      return found;
    },
  },
];

/** Files that are wrong on purpose, and must be told of. */
const broken = /not-json\.txt$|bad-tuple\.json5$|no-version\.v1\.lock$/;

let wrong = 0;
let files = 0;
let packages = 0;
for (const archive of ['lock-scalibr', 'lock-syft', 'lock-trivy']) {
  execFileSync('tar', ['-xJf', join(archives, `${archive}.tar.xz`), '-C', scratch]);
  for (const path of readdirSync(join(scratch, archive), { recursive: true })) {
    const names = /not-json\.txt$/.test(path)
      ? [/bunlock/.test(path) ? 'bun.lock' : 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'deno.lock', 'vlt-lock.json', 'bun.lockb']
      : kinds.filter(({ when }) => when.test(path)).map(({ name }) => name);
    for (const name of names) {
      files += 1;
      const project = join(scratch, 'project');
      rmSync(project, { recursive: true, force: true });
      mkdirSync(project);
      const file = join(scratch, archive, path);
      cpSync(file, join(project, name));
      const { status, stdout, stderr } = spawnSync(sallyport, ['inventory', join(project, name), '--format', 'json'], {
        encoding: 'utf8',
      });
      const complain = (message) => {
        wrong += 1;
        console.log(`${archive}/${basename(path)} as ${name}: ${message}`);
      };
      if (status !== 0) {
        complain(`ended with ${status}: ${stderr}`);
        continue;
      }
      const inventory = JSON.parse(stdout);
      if (broken.test(path) && inventory.diagnostics.length === 0) complain('is wrong, and nothing is said');
      if (/not-json/.test(path)) continue;
      const kind = kinds.find((one) => one.name === name);
      const found = new Set(inventory.packages.map((one) => `${one.name}@${one.version}`));
      for (const one of kind.packages(readFileSync(file, 'utf8'))) {
        packages += 1;
        if (!found.has(one)) complain(`${one} is missing`);
      }
    }
  }
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${files} files, ${packages} packages, ${wrong} wrong`);
process.exitCode = wrong === 0 && packages > 200 ? 0 : 1;
