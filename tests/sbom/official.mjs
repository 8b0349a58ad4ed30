// node tests/sbom/official.mjs SALLYPORT LOCKFILE: the program's own documents of every CycloneDX version, judged by the validators
// of the official CycloneDX library (a test tool from tests/npm). Exit 1 when one is not valid.
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';

const require = createRequire(new URL('../npm/package.json', import.meta.url));
const { Spec, Validation } = require('@cyclonedx/cyclonedx-library');
const [sallyport, lockfile] = process.argv.slice(2);
let wrong = 0;
for (const version of ['1.4', '1.5', '1.6', '1.7']) {
  if (!Object.values(Spec.Version).includes(version)) {
    console.log(`not judged: the library does not know ${version}`);
    continue;
  }
  const text = execFileSync(sallyport, ['sbom', 'generate', lockfile, '--spec-version', version, '-q'], { maxBuffer: 1 << 28 }).toString();
  const error = await new Validation.JsonStrictValidator(version).validate(text);
  console.log(`${error === null ? 'valid' : 'not valid'}: CycloneDX ${version} JSON, ${JSON.parse(text).components.length} components`);
  if (error !== null) {
    wrong += 1;
    console.error(JSON.stringify(error).slice(0, 2000));
  }
}
process.exit(wrong === 0 ? 0 : 1);
