// node tests/intel/vex_official.mjs SALLYPORT OPENVEX.tar.xz: the documents that `vex generate` and `sbom generate --vulnerabilities` write,
// judged by OpenVEX's own schema and by the validators of the official CycloneDX library (test tools from tests/npm).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const require = createRequire(new URL('../npm/package.json', import.meta.url));
const Ajv = require('ajv/dist/2020');
const formats = require('ajv-formats');
const { Validation } = require('@cyclonedx/cyclonedx-library');
const [program, archive] = process.argv.slice(2).map((path) => resolve(path));

const root = mkdtempSync(join(tmpdir(), 'vex-'));
const write = (path, value) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), typeof value === 'string' ? value : JSON.stringify(value));
};
const run = (...words) =>
  execFileSync(program, words, {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: root, SALLYPORT_CACHE_DIR: join(root, 'cache') },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString();

const names = ['imported', 'through', 'unused', 'tool', 'chosen', '@scope/pkg'];
const version = (name) => (name === 'chosen' ? '1.5.0' : '1.0.0');
names.forEach((name, n) => {
  write(`feed/GHSA-0000-0000-000${n}.json`, {
    id: `GHSA-0000-0000-000${n}`, modified: '2026-01-02T00:00:00Z', aliases: [`CVE-2026-000${n}`], summary: 'It does "what" it should not\n<b>',
    severity: [{ type: n % 2 ? 'CVSS_V4' : 'CVSS_V3',
      score: n % 2 ? 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' : 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    references: [{ type: 'WEB', url: 'https://advisories.example/x' }],
    affected: [{ package: { ecosystem: 'npm', name }, ecosystem_specific: { affected_functions: ['run'] },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0' }] }] }],
  });
});
const entry = (name, more) => ({ version: version(name), resolved: `https://registry.example/${name}/-/x-${version(name)}.tgz`, ...more });
write('package.json', { name: 'app', version: '1.0.0', dependencies: { imported: '1.0.0', unused: '1.0.0', '@scope/pkg': '1.0.0' },
  devDependencies: { tool: '1.0.0' }, overrides: { chosen: '1.5.0' } });
write('index.js', "require('imported').run(); require('@scope/pkg').other()\n");
write('package-lock.json', { name: 'app', version: '1.0.0', lockfileVersion: 3, packages: {
  '': { name: 'app', version: '1.0.0', dependencies: { imported: '1.0.0', unused: '1.0.0', '@scope/pkg': '1.0.0' }, devDependencies: { tool: '1.0.0' } },
  'node_modules/imported': entry('imported', { dependencies: { through: '1.0.0', chosen: '^1.0.0' } }), 'node_modules/through': entry('through'),
  'node_modules/unused': entry('unused'), 'node_modules/chosen': entry('chosen'), 'node_modules/tool': entry('tool', { dev: true }),
  'node_modules/@scope/pkg': entry('@scope/pkg') } });

let failed = 0;
const judge = (name, problem) => {
  console.log(`${problem ? 'not valid' : 'valid'}: ${name}`);
  if (problem) {
    failed += 1;
    console.error(JSON.stringify(problem).slice(0, 2000));
  }
};
run('intel', 'import', 'feed');
const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
ajv.addFormat('iri', /^[a-z][a-z0-9+.-]*:/i);
const schema = ajv.compile(JSON.parse(execFileSync('tar', ['-xJOf', archive, 'openvex/openvex_json_schema.json'])));
const document = JSON.parse(run('vex', 'generate', '--creator', 'Team'));
judge(`OpenVEX, ${document.statements.length} statements`, schema(document) ? null : schema.errors);
const statuses = [...new Set(document.statements.map((one) => one.status))].sort();
const wanted = ['affected', 'fixed', 'not_affected', 'under_investigation'];
judge('every status is drafted from evidence', String(statuses) === String(wanted) ? null : statuses);
for (const spec of ['1.4', '1.5', '1.6', '1.7']) {
  const vex = run('vex', 'generate', '--format', 'cyclonedx-json', '--spec-version', spec);
  judge(`CycloneDX ${spec} VEX`, await new Validation.JsonStrictValidator(spec).validate(vex));
  run('sbom', 'generate', '--spec-version', spec, '--output', 'bom.json', '--vulnerabilities', 'vdr.json');
  const vdr = readFileSync(join(root, 'vdr.json'), 'utf8');
  judge(`CycloneDX ${spec} vulnerabilities beside a bill of materials`, await new Validation.JsonStrictValidator(spec).validate(vdr));
  const bom = JSON.parse(readFileSync(join(root, 'bom.json'), 'utf8'));
  const refs = new Set(bom.components.map((one) => `${bom.serialNumber.replace('urn:uuid:', 'urn:cdx:')}/${bom.version}#${one['bom-ref']}`));
  const loose = JSON.parse(vdr).vulnerabilities.flatMap((one) => one.affects).filter((one) => !refs.has(decodeURIComponent(one.ref)));
  judge('every link leads to a component', loose.length === 0 ? null : loose);
  judge('the bill of materials holds no vulnerability', bom.vulnerabilities === undefined ? null : bom.vulnerabilities);
}
rmSync(root, { recursive: true });
process.exit(failed === 0 ? 0 : 1);
