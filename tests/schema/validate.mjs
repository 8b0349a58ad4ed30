// node tests/schema/validate.mjs SCHEMA.json DOCUMENT...: validates JSON documents with ajv (a test tool from tests/npm). `sarif` as SCHEMA
// stands for the OASIS schema that @microsoft/jest-sarif ships. Exit 1 and the first errors when one is not valid.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(new URL('../npm/package.json', import.meta.url));
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;

const [schemaName, ...documents] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const schema = schemaName === 'sarif'
  ? read(require.resolve('@microsoft/jest-sarif/package.json').replace(/package\.json$/, 'lib/schemas/sarif-2.1.0-rtm.5.json'))
  : read(schemaName);
// SARIF's schema is draft-04, whose `id` is `$id` since; nothing else it uses changed its meaning.
delete schema.$schema;
delete schema.id;
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(schema);
let wrong = 0;
for (const path of documents) {
  if (validate(read(path))) {
    console.log(`valid: ${path}`);
    continue;
  }
  wrong += 1;
  console.error(`not valid: ${path}`);
  for (const error of validate.errors.slice(0, 10)) console.error(`  ${error.instancePath || '/'} ${error.message}`);
}
if (documents.length === 0) throw new Error('no documents given');
process.exit(wrong === 0 ? 0 : 1);
