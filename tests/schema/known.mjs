// node tests/schema/known.mjs SALLYPORT: what `check --format json` says of packages that records are about, every value of it compared, and held against
// docs/schema/report.schema.json, which names the same values as model/fact_kinds.def.
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const require = createRequire(new URL('../npm/package.json', import.meta.url));
const Ajv = require('ajv').default;
const sallyport = resolve(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), 'known-'));
const put = (path, value) => {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), typeof value === 'string' ? value : JSON.stringify(value));
};
const run = (...words) => {
  const done = spawnSync(sallyport, words, {
    cwd: work, env: { PATH: process.env.PATH, HOME: work, SALLYPORT_CACHE_DIR: join(work, 'cache'), npm_config_registry: 'http://127.0.0.1:9/' },
    encoding: 'utf8', maxBuffer: 1 << 28,
  });
  assert.ok(done.status === 0 || words[0] === 'check', `${words.join(' ')}: status ${done.status}\n${done.stderr}`);
  return done.stdout;
};

// Records on four packages: all that a vulnerability can be said with, one that the project holds back, malware, one that is not meant.
const npm = (name, more) => ({ package: { ecosystem: 'npm', name }, ...more });
const range = (fixed) => ({ ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }] });
put('feed/GHSA-0000-0000-0001.json', {
  id: 'GHSA-0000-0000-0001', modified: '2026-01-02T00:00:00Z', aliases: ['CVE-2026-0001'], summary: 'Parsing runs what it reads',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
  references: [{ type: 'WEB', url: 'https://advisories.example/1' }],
  affected: [npm('reader', { ecosystem_specific: { affected_functions: ['(reader).parse'] }, ...range('1.0.2') })],
});
put('feed/GHSA-0000-0000-0002.json', {
  id: 'GHSA-0000-0000-0002', modified: '2026-01-02T00:00:00Z', database_specific: { severity: 'HIGH' }, affected: [npm('deep', range('2.0.0'))],
});
put('feed/MAL-0000-3.json', {
  id: 'MAL-0000-3', modified: '2026-01-02T00:00:00Z', summary: 'Malicious code in worm (npm)', affected: [npm('worm', { versions: ['6.6.6'] })],
});
put('feed/GHSA-0000-0000-0004.json', {
  id: 'GHSA-0000-0000-0004', modified: '2026-01-02T00:00:00Z', withdrawn: '2026-01-03T00:00:00Z', affected: [npm('middle', { versions: ['1.0.0'] })],
});
put('kev.json', { title: 'CISA Catalog of Known Exploited Vulnerabilities', catalogVersion: '1', count: 1,
  vulnerabilities: [{ cveID: 'CVE-2026-0001', dateAdded: '2026-01-03', knownRansomwareCampaignUse: 'Known' }] });
put('epss.csv', '#model_version:v1,score_date:2026-01-03T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0001,0.12345,0.98765\n');
run('intel', 'import', 'feed', 'kev.json', 'epss.csv', '--quiet');

const packages = {
  reader: { version: '1.0.0', os: ['linux', 'win32'], cpu: ['!arm'], libc: ['glibc'], optional: true },
  middle: { version: '1.0.0', dependencies: { deep: '^1.0.0' } },
  deep: { version: '1.0.0' },
  worm: { version: '6.6.6', dev: true },
};
const root = { name: 'app', version: '1.0.0', dependencies: { middle: '1.0.0' }, optionalDependencies: { reader: '^1.0.0' }, devDependencies: { worm: '6.6.6' } };
put('package.json', root);
put('src/index.js', "import { parse } from 'reader'\nimport middle from 'middle'\nmiddle.run(parse('x'))\n");
const lock = { name: 'app', version: '1.0.0', lockfileVersion: 3, packages: { '': root } };
for (const [name, entry] of Object.entries(packages)) {
  lock.packages[`node_modules/${name}`] = { resolved: `https://registry.example/${name}/-/${name}-${entry.version}.tgz`, integrity: `sha512-${'A'.repeat(86)}==`, ...entry };
  put(`node_modules/${name}/package.json`, { name, version: entry.version });
}
put('package-lock.json', JSON.stringify(lock, null, 1));

const report = JSON.parse(run('check', '--offline', '--format', 'json'));
const said = Object.fromEntries(report.findings.flatMap((finding) => finding.evidence)
  .filter((one) => one.fact.startsWith('intel.'))
  .map((one) => [one.values.find(({ key }) => key === 'id').text, one]));
const expectValues = (id, expected) => assert.deepEqual(said[id].values.map(({ key, text }) => `${key}: ${text}`), expected.sort());
assert.deepEqual(Object.keys(said).sort(), ['GHSA-0000-0000-0001', 'GHSA-0000-0000-0002', 'GHSA-0000-0000-0004', 'MAL-0000-3']);
expectValues('GHSA-0000-0000-0001', [
  'package: reader', 'version: 1.0.0', 'id: GHSA-0000-0000-0001', 'alias: CVE-2026-0001', 'source: ghsa', 'grounds: range', 'identity: registry',
  'scope: optional', 'path: reader', 'summary: Parsing runs what it reads', 'reference: https://advisories.example/1', 'score: 7.5',
  'vector: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 'severity: high', 'exploited: yes', 'ransomware: yes', 'epss: 0.12345', 'percentile: 0.98765',
  'fixed: 1.0.2', 'within-range: yes', 'update-to: 1.0.2', 'function: (reader).parse', 'imported: yes', 'use: src/index.js:1', 'referenced: yes',
  'platform: os:linux', 'platform: os:win32', 'platform: cpu:!arm', 'platform: libc:glibc',
]);
expectValues('GHSA-0000-0000-0002', [
  'package: deep', 'version: 1.0.0', 'id: GHSA-0000-0000-0002', 'source: ghsa', 'grounds: range', 'identity: registry', 'scope: prod', 'path: middle > deep',
  'severity: high', 'exploited: no', 'fixed: 2.0.0', 'within-range: no', 'held-by: middle@1.0.0 asks for ^1.0.0', 'move: middle@1.0.0',
  'imported: through', 'referenced: unknown',
]);
expectValues('MAL-0000-3', [
  'package: worm', 'version: 6.6.6', 'id: MAL-0000-3', 'source: mal', 'grounds: listed', 'identity: registry', 'scope: dev', 'path: worm',
  'summary: Malicious code in worm (npm)', 'conflict: no', 'popular: no', 'enough: yes',
]);
expectValues('GHSA-0000-0000-0004', ['package: middle', 'version: 1.0.0', 'id: GHSA-0000-0000-0004', 'reason: withdrawn', 'malware: no']);
for (const [id, line] of [['GHSA-0000-0000-0001', '"node_modules/reader"'], ['MAL-0000-3', '"node_modules/worm"']]) {
  assert.equal(said[id].file, 'package-lock.json');
  assert.match(readFileSync(join(work, 'package-lock.json'), 'utf8').split('\n')[said[id].line - 1], new RegExp(line));
}

// The schema accepts that, and refuses a value that no record is told with.
const schema = JSON.parse(readFileSync(new URL('../../docs/schema/report.schema.json', import.meta.url), 'utf8'));
delete schema.$schema;
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
assert.ok(validate(report), JSON.stringify(validate.errors?.slice(0, 5), null, 1));
const kinds = readFileSync(new URL('../../src/model/fact_kinds.def', import.meta.url), 'utf8');
for (const [id, fact] of [['GHSA-0000-0000-0001', 'intel.vulnerability'], ['MAL-0000-3', 'intel.malware'], ['GHSA-0000-0000-0004', 'intel.unmatched']]) {
  const keys = new RegExp(`"${fact}", "([^"]*)"`).exec(kinds)[1].split(' ').sort();
  const rule = schema.definitions.evidence.allOf.find((one) => one.if.properties.fact.const === fact);
  assert.deepEqual(rule.then.properties.values.items.properties.key.enum.slice().sort(), keys, `the schema's keys of ${fact}`);
  said[id].values.push({ key: 'heldBy', text: 'x' });
  assert.ok(!validate(report), `${fact} with a value that it does not have`);
  said[id].values.pop();
}
for (const [key, text] of [['imported', 'maybe'], ['referenced', ''], ['severity', 'grave'], ['score', '11'], ['platform', 'linux'], ['within-range', '1']]) {
  const values = said['GHSA-0000-0000-0001'].values;
  const at = values.findIndex((value) => value.key === key);
  const before = values[at];
  values[at] = { key, text };
  assert.ok(!validate(report), `${key}: ${text}`);
  values[at] = before;
}
rmSync(work, { recursive: true });
console.log('valid, and every value as it should be');
