// Compares our judgement of generated regular expressions with acorn's and with this node's.
//   node tests/oracle/regexp.mjs REGEXP_LINES [COUNT [SEED]]
// Patterns are made from a grammar of fragments by a seeded generator, a quarter of them then damaged by one edit.
// Where acorn is wrong: it takes `\k` in a class beside a named group, which B.1.2 refuses and node too.
// Exit: 0 equal, 1 different, 77 when tests/npm is not installed.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

const [binary, count = '60000', seed = '1'] = process.argv.slice(2);
let acorn;
try {
  acorn = await import(new URL('../npm/node_modules/acorn/dist/acorn.mjs', import.meta.url));
} catch {
  console.log('SKIPPED: tests/npm is not installed (npm ci --ignore-scripts --prefix tests/npm)');
  process.exit(77);
}

let state = Number(seed) >>> 0;
const random = (n) => {  // mulberry32
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) % n;
};
const pick = (list) => list[random(list.length)];

const names = ['a', 'b', 'ab', '\\u0061', '\\u{62}', 'π', '𝒜', '\\ud835\\udc9c', '1', '', 'a b', '$', '_'];
const escapes = ['\\d', '\\D', '\\w', '\\s', '\\b', '\\B', '\\0', '\\00', '\\1', '\\2', '\\9', '\\12', '\\cA', '\\c', '\\c1', '\\c_',
  '\\x41', '\\x4', '\\u0041', '\\u004', '\\u{41}', '\\u{110000}', '\\u{}', '\\ud83d\\ude00', '\\ud83d', '\\ude00', '\\k', '\\k<a>', '\\k<b>',
  '\\-', '\\/', '\\]', '\\_', '\\a', '\\n', '\\p{L}', '\\P{Lu}', '\\p{Script=Greek}', '\\p{scx=Grek}', '\\p{Foo}', '\\p{RGI_Emoji}',
  '\\P{RGI_Emoji}', '\\p', '\\p{gc=L}', '\\p{ASCII}', '\\q{a}', '\\q{ab|c}', '\\q{}', '\\q', '\\&', '\\!', '\\', '\\é', '\\😀'];
const literals = ['a', 'b', 'z', '0', '-', ',', '&', '&&', '--', '!', '!!', '^', '$', '.', '/', ']', '}', '{', ')', '(', '|', '*', '+', '?', ':',
  '=', '<', '>', 'é', '😀', '\u2028', '::', '~', '`', '#', '@', ' '];
const quantifiers = ['*', '+', '?', '*?', '+?', '??', '{1}', '{1,}', '{1,2}', '{2,1}', '{,1}', '{', '{1', '{1,2}?', '{a}', '**', ''];
const groups = ['(', '(?:', '(?=', '(?!', '(?<=', '(?<!', '(?i:', '(?-i:', '(?i-m:', '(?-:', '(?ii:', '(?ims-ims:', '(?', '(?<'];

function classAtom(depth) {
  const k = random(12);
  if (k < 5) return pick(['a', 'b', 'c', 'z', '0', '9', 'é', '😀', '😁']);
  if (k < 8) return pick(escapes);
  if (k < 9) return pick(literals);
  if (depth > 0) return charClass(depth - 1);
  return 'x';
}
function charClass(depth) {
  let text = pick(['[', '[', '[^']);
  const joiner = pick(['', '', '', '&&', '--', '-']);
  for (let n = random(5); n > 0; --n) text += classAtom(depth) + pick([joiner, joiner, joiner, '', '-']);
  return text + pick([']', ']', ']', ']', '-]', '']);
}
function term(depth) {
  const k = random(16);
  if (k < 4) return pick(['a', 'b', 'x', '.', '1']);
  if (k < 6) return pick(escapes);
  if (k < 7) return pick(literals);
  if (k < 10) return charClass(2);
  if (k < 12 && depth > 0) return pick(groups) + disjunction(depth - 1) + pick([')', ')', ')', '']);
  if (k < 15 && depth > 0) return `(?<${pick(names)}>${disjunction(depth - 1)})`;
  return pick(['^', '$', '\\b', '']);
}
function disjunction(depth) {
  let text = '';
  for (let n = 1 + random(3); n > 0; --n) {
    for (let m = random(4); m > 0; --m) text += term(depth) + (random(3) === 0 ? pick(quantifiers) : '');
    if (n > 1) text += '|';
  }
  return text;
}
function damage(text) {
  const units = [...text];
  const at = random(units.length + 1);
  if (random(2)) units.splice(at, 1);
  else units.splice(at, 0, pick(literals.concat(escapes)));
  return units.join('');
}
const flagSets = ['', '', '', 'u', 'u', 'u', 'v', 'v', 'v', 'g', 'dgimsuy', 'dgimsvy', 'uv', 'gg', 'x'];

const cases = new Map();
for (let n = Number(count); n > 0; --n) {
  let pattern = disjunction(3);
  if (random(4) === 0) pattern = damage(pattern);
  const flags = pick(flagSets);
  cases.set(pattern + '/' + flags, { pattern, flags });
}

// acorn's own checker, on the state it keeps for literals; it builds no RegExp, so node's version does not matter here.
const parser = new acorn.Parser({ ecmaVersion: 'latest' }, '/a/');
parser.parse();
const message = (run) => { try { run(); return ''; } catch (error) { return error.message; } };
// It relies on the lexer having seen every class closed and nothing escaped at the end; other patterns node judges alone.
const isClosed = (pattern) => {
  let inClass = false;
  for (let i = 0; i < pattern.length; ++i) {
    if (pattern[i] === '\\') { if (++i === pattern.length) return false; }
    else if (pattern[i] === '[') inClass = true;
    else if (pattern[i] === ']') inClass = false;
  }
  return !inClass;
};
const acornSays = ({ pattern, flags }) => message(() => {
  parser.regexpState.reset(0, pattern, flags);
  parser.validateRegExpFlags(parser.regexpState);
  parser.validateRegExpPattern(parser.regexpState);
});
const nodeKnowsSets = message(() => new RegExp('', 'v')) === '';  // flag `v`, from Node 20 on
if (!nodeKnowsSets) console.log(`SKIPPED in part: node ${process.version} does not know flag v; such patterns are compared with acorn alone`);
const nodeSays = ({ pattern, flags }) => message(() => new RegExp(pattern, flags));

const all = [...cases.values()];
const input = all.map(({ pattern, flags }) => `${Buffer.from(pattern).toString('hex')}/${flags}\n`).join('');
const run = spawnSync(binary, [], { input, maxBuffer: 1 << 30, encoding: 'utf8' });
if (run.status !== 0) throw new Error(`${binary} failed: ${run.stderr}`);
const ours = run.stdout.split('\n');

let right = 0, acornWrong = 0, acornDiffers = 0, nodeDiffers = 0;
all.forEach((c, i) => {
  const us = ours[i] === 'ok' ? '' : ours[i];
  const engine = nodeSays(c);
  const them = isClosed(c.pattern) ? acornSays(c) : engine;
  if (us === '') ++right;
  if (us.endsWith('invalid escape') && them === '' && engine !== '' && c.pattern.includes('\\k')) {
    ++acornWrong;
  } else if ((us === '') !== (them === '')) {
    if (++acornDiffers <= 20) console.log(`acorn: /${c.pattern}/${c.flags}  ours: ${us || 'ok'}  acorn: ${them || 'ok'}  node: ${engine || 'ok'}`);
  }
  const tooNew = us === '' && (/Invalid group|Duplicate capture group name/.test(engine) ||  // modifiers, names used twice
    (!nodeKnowsSets && c.flags.includes('v')));
  if ((us === '') !== (engine === '') && !tooNew) {
    if (++nodeDiffers <= 20) console.log(`node: /${c.pattern}/${c.flags}  ours: ${us || 'ok'}  acorn: ${them || 'ok'}  node: ${engine || 'ok'}`);
  }
});
console.log(`${all.length} patterns, ${right} valid; different from acorn ${acornDiffers} (and ${acornWrong} where acorn is wrong), from node ${process.version} ${nodeDiffers}`);
process.exit(acornDiffers || nodeDiffers ? 1 : 0);
