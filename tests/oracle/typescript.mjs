// Compares our tree of every TypeScript file with typescript-estree's, node by node, ranges included.
//   node tests/oracle/typescript.mjs JS_LINES [FOLDER...]
import fs from 'node:fs';
import { compare, difference, isError, targets, tool } from './common.mjs';

const { parse } = (await tool('@typescript-eslint/typescript-estree/dist/index.js')).default;

// Where typescript-estree is wrong: its `raw` of a template keeps the CRs of the file, which ECMA-262, 12.9.6 (TRV) reads as LF, acorn too.
function plain(key, value) {
  if (value instanceof RegExp) return {};
  return key === 'raw' && 'cooked' in this ? value.replace(/\r\n?/g, '\n') : value;
}

BigInt.prototype.toJSON = () => null;  // JSON has neither big integers nor regular expressions
const kMostBytes = 12_000_000;
const isTypeScript = (name) => /\.(?:[cm]?ts|tsx)$/.test(name);
const goalOf = (name) => (/\.d\.([^.]+\.)?[cm]?ts$/.test(name) ? 'declarations' : name.endsWith('.tsx') ? 'tsx' : 'typescript');

async function judge(file, dump) {
  if (fs.statSync(file).size > kMostBytes) return { 'too large': 1 };
  let theirs, refusal;
  try {
    theirs = JSON.stringify(parse(fs.readFileSync(file, 'utf8'), { range: true, filePath: file, suppressDeprecatedPropertyWarnings: true }), plain);
  } catch (error) {
    refusal = error;
  }
  const answer = await dump.ask(goalOf(file), file);
  if (theirs === undefined) {
    return isError(answer) ? { 'refused by both': 1 } : { 'accepted by us only': 1, refusal: refusal.message };
  }
  if (isError(answer)) return { accepted: 1, refused: 1, different: `refused: ${answer}` };
  if (Buffer.from(theirs).equals(answer)) return { accepted: 1, equal: 1 };
  const different = difference(JSON.parse(theirs), JSON.parse(answer.toString()));
  return different === undefined ? { accepted: 1, equal: 1 } : { accepted: 1, different };
}

await compare({
  ...targets(), label: 'js.typescript', oracle: 'typescript-estree', judge, wanted: isTypeScript,
});
