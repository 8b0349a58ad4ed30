import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { REGISTRY } from './registry.mjs';

function npmProgram() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (existsSync(join(folder, 'npm'))) return realpathSync(join(folder, 'npm'));
  }
  throw new Error('npm is not on the PATH');
}

const require = createRequire(npmProgram());

/** The dependency graph that npm itself computes with, out of npm's own installation. */
export const Arborist = require('@npmcli/arborist');

export const npmVersion = require('../package.json').version;

/** npm sees nothing of this machine's settings: none of its variables, no user or global configuration. */
function environment(scratch, more) {
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^npm_|proxy$/i.test(name)) env[name] = value;
  }
  return {
    ...env,
    npm_config_userconfig: join(scratch, 'no-user-npmrc'),
    npm_config_globalconfig: join(scratch, 'no-global-npmrc'),
    npm_config_cache: join(scratch, 'cache'),
    npm_config_registry: REGISTRY,
    npm_config_ignore_scripts: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_fetch_retries: '0',
    ...more,
  };
}

/** Runs npm in `folder`. Resolves to its exit status and output; the caller decides what a status means. */
export function runNpm(args, { folder, scratch, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [npmProgram(), ...args], {
      cwd: folder,
      env: environment(scratch, env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
