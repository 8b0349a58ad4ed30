// node tests/schema/shared.mjs SALLYPORT CONFORMANCE: what `sallyport` writes for sharing, held against the schemas of OASIS (STIX 2.1) and OSV, and the
// JSON of `incident` against docs/schema. CONFORMANCE is the folder with stix2.tar.xz and osv-schema.tar.xz.
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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
const run = (...words) => {
  const done = spawnSync(sallyport, words, { cwd: work, env: { PATH: process.env.PATH, HOME: work }, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 1) fail(`${words.join(' ')}: status ${done.status}, not 1\n${done.stderr}`);
  return done.stdout;
};

expectValid('incident --format json', own, JSON.parse(run('incident', 'project', '--format', 'json')));

const bundle = JSON.parse(run('incident', 'project', '--format', 'stix'));
expectValid('the bundle', stix.getSchema(byType.get('bundle')), bundle);
const ids = new Set(bundle.objects.map((object) => object.id));
if (ids.size !== bundle.objects.length) fail('an id comes twice in the bundle');
for (const object of bundle.objects) {
  expectValid(`${object.type} ${object.name ?? object.id}`, stix.getSchema(byType.get(object.type)), object);
  const refs = Object.entries(object).flatMap(([key, value]) => key.endsWith('_ref') ? [value] : key.endsWith('_refs') ? value : []);
  for (const ref of refs) if (!ids.has(ref)) fail(`${object.id} names ${ref}, which is not in the bundle`);
}
const sightings = bundle.objects.filter((object) => object.type === 'sighting');
if (sightings.length !== 1) fail(`one sighting was expected, and there are ${sightings.length}`);
if (bundle.objects.filter((object) => object.type === 'report').length !== 29) fail('not every incident has its report');
if (JSON.stringify(bundle) !== JSON.stringify(JSON.parse(run('incident', 'project', '--format', 'stix')))) fail('the same question gave other bytes');

const records = run('incident', 'project', '--format', 'osv').trim().split('\n').map((line) => JSON.parse(line));
for (const record of records) expectValid(`OSV record ${record.id}`, osv, record);
const mastra = records.find((record) => record.id === 'x_SLY-2026-mastra');
if (mastra.affected.reduce((sum, each) => sum + each.versions.length, 0) !== 145) fail('the record of Mastra has not its 145 releases');

// What was written can be read again, by `incident` and by `vet`.
writeFileSync(join(work, 'bundle.json'), JSON.stringify(bundle));
const again = JSON.parse(run('incident', 'bundle.json', 'project', '--format', 'json'));
if (!again.sightings.some((seen) => seen.package === 'easy-day-js' && seen.incident === 'bundle.json')) fail('the bundle was not understood');
rmSync(work, { recursive: true });
console.log(`valid: ${bundle.objects.length} STIX objects, ${records.length} OSV records`);
