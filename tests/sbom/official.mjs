// node tests/sbom/official.mjs SALLYPORT CYCLONEDX LOCKFILE: what the program writes of a lockfile, and of the standard's own valid documents, in every
// form and version, judged by others. CycloneDX: the official library's validator for JSON, its XML schemas with xmllint, and the
// standard's .proto files with protoc. SPDX: the JSON schemas of 2.3 and 3.0.1. CYCLONEDX is the unpacked specification; without it the documents and
// the .proto files are left out, and that is said. Exit 1 when anything is not valid.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { spdx23 } from './spdx23_schema.mjs';

const require = createRequire(new URL('../npm/package.json', import.meta.url));
const { Validation } = require('@cyclonedx/cyclonedx-library');
const Ajv = require('ajv').default;
const Ajv2020 = require('ajv/dist/2020.js').default;
const addFormats = require('ajv-formats').default;

const [sallyport, cyclonedx, lockfile] = process.argv.slice(2);
const tools = new URL('../npm/node_modules/@cyclonedx/', import.meta.url).pathname;
const schemas = join(tools, 'cyclonedx-library/res/schema');
const scratch = mkdtempSync(join(tmpdir(), 'sbom-official-'));
const versions = ['1.4', '1.5', '1.6', '1.7'];

const programs = Object.fromEntries(['xmllint', 'protoc'].map((name) => [name, spawnSync(name, ['--version']).error === undefined]));
const program = (name) => programs[name];
const missing = [
  !program('xmllint') && 'xmllint (XML)',
  !program('protoc') && 'protoc (protobuf)',
  !existsSync(cyclonedx) && `${cyclonedx} (protobuf, documents of the standard)`,
].filter(Boolean);
for (const what of missing) console.log(`NOT JUDGED: ${what} is not there`);

const write = (source, format, version) => {
  const out = join(scratch, 'written');
  const command = source === lockfile ? ['generate', source] : ['convert', source];
  const args = ['sbom', ...command, '--format', format, '-o', out, '-q', ...(version ? ['--spec-version', version] : [])];
  execFileSync(sallyport, args, { maxBuffer: 1 << 28 });
  return readFileSync(out);
};

const strict = Object.fromEntries(versions.map((version) => [version, new Validation.JsonStrictValidator(version)]));
const judgeJson = async (bytes, version) => {
  const error = await strict[version].validate(bytes.toString());
  return error === null ? '' : JSON.stringify(error).slice(0, 1000);
};

const judgeXml = (bytes, version) => {
  const { status, stderr } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', join(schemas, `bom-${version}.SNAPSHOT.xsd`), '-'], {
    input: bytes,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr.slice(0, 1000);
};

/** A field that the .proto does not have is shown by its number. */
const judgeProtobuf = (bytes, version) => {
  const folder = join(cyclonedx, 'schema');
  const message = `cyclonedx.v${version.replace('.', '_')}.Bom`;
  const { status, stdout, stderr } = spawnSync('protoc', ['-I', folder, `--decode=${message}`, `bom-${version}.proto`], {
    input: bytes,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) return stderr.slice(0, 1000);
  return /^\s*\d+[:{ ].*$/m.exec(stdout)?.[0] ?? '';
};

const withAjv = (ajv, schema) => {
  addFormats(ajv);
  const validate = ajv.compile(schema);
  return (bytes) => (validate(JSON.parse(bytes)) ? '' : JSON.stringify(validate.errors.slice(0, 5)).slice(0, 1000));
};
const judgeSpdx2 = withAjv(new Ajv({ strict: false }), spdx23);
const judgeSpdx3 = withAjv(
  new Ajv2020({ strict: false }),
  JSON.parse(readFileSync(join(tools, 'cdxgen/data/spdx-export.schema.json'), 'utf8')),
);

/** The standard's own documents that give one reference to two things, which its XML schemas do not allow and its JSON schemas let pass. */
const repeated = ['valid-formulation-1.5.json', 'valid-citations-1.7.json'];

const counts = {};
let wrong = 0;
const judged = (what, source, complaint) => {
  counts[what] = (counts[what] ?? 0) + 1;
  if (complaint === '') return;
  wrong += 1;
  console.error(`not valid: ${what} of ${basename(source)}: ${complaint}`);
};

const samples = join(cyclonedx, 'tools/src/test/resources');
const documents = existsSync(samples)
  ? versions.flatMap((version) =>
      readdirSync(join(samples, version))
        .filter((name) => name.startsWith('valid-') && name.endsWith('.json'))
        .map((name) => ({ source: join(samples, version, name), only: version })),
    )
  : [];
for (const { source, only } of [{ source: lockfile }, ...documents]) {
  for (const version of only ? [only] : versions) {
    judged(`CycloneDX ${version} JSON`, source, await judgeJson(write(source, 'cyclonedx-json', version), version));
    if (program('xmllint') && !repeated.includes(basename(source))) judged(`CycloneDX ${version} XML`, source, judgeXml(write(source, 'cyclonedx-xml', version), version));
    if (program('protoc') && existsSync(cyclonedx)) {
      judged(`CycloneDX ${version} protobuf`, source, judgeProtobuf(write(source, 'cyclonedx-protobuf', version), version));
    }
  }
  judged('SPDX 2.3 JSON', source, judgeSpdx2(write(source, 'spdx-json')));
  judged('SPDX 3.0.1 JSON-LD', source, judgeSpdx3(write(source, 'spdx3-json')));
}
rmSync(scratch, { recursive: true });
for (const [what, count] of Object.entries(counts)) console.log(`${what}: ${count} judged`);
console.log(`${wrong} not valid`);
process.exit(wrong === 0 ? 0 : 1);
