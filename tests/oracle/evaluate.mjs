// Compares what the evaluator says of pure expressions with what node computes.
//   node tests/oracle/evaluate.mjs EVALUATE_LINES [COUNT [SEED]]
// Programs are generated from a grammar of pure JavaScript. A value must be equal to node's; "unknown" is allowed for at
// most one program in five, where node throws it is the right answer.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import vm from 'node:vm';

const [binary, count = '20000', seed = '1'] = process.argv.slice(2);
let state = Number(seed) >>> 0;
const random = (n) => {  // mulberry32
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) % n;
};
const pick = (list) => list[random(list.length)];

const texts = ["''", "'a'", "'abc'", "'68656c6c6f'", "'aGVsbG8='", "'%68%69'", "'1'", "'0x1f'", "' 12px'", "'a,b,c'", "'\\u00e9\\ud83d\\ude00'", "'-Infinity'", "'{\"a\":[1,\"x\"]}'"];
const numbers = ['0', '1', '(-1)', '2', '7', '10', '255', '0.5', '1e21', '1e-7', '123456789012', '0x7fffffff', '4294967295', 'NaN', 'Infinity'];
const text = (d) => {
  if (d <= 0) return pick(texts);
  switch (random(26)) {
    case 0: return `(${text(d - 1)}+${text(d - 1)})`;
    case 1: return `(${text(d - 1)}+${number(d - 1)})`;
    case 2: return `\`x\${${any(d - 1)}}y\``;
    case 3: return `${text(d - 1)}.slice(${number(d - 1)},${number(d - 1)})`;
    case 4: return `${text(d - 1)}.substring(${number(d - 1)},${number(d - 1)})`;
    case 5: return `${text(d - 1)}.substr(${number(d - 1)},${number(d - 1)})`;
    case 6: return `${text(d - 1)}.charAt(${number(d - 1)})`;
    case 7: return `String.fromCharCode(${number(d - 1)}&65535,${number(d - 1)}&127)`;
    case 8: return `${array(d - 1)}.join(${text(d - 1)})`;
    case 9: return `${text(d - 1)}.split(${text(d - 1)}).reverse().join(${text(0)})`;
    case 10: return `${text(d - 1)}.replace(${pick(['/a/g', '/[a-c]/', '/(.)(.)/g', '/\\d+/g', '/^./', '/x|b/i', "'b'"])},${pick(["'-'", "'$1'", "'$&$&'", '(m)=>m+m', "''"])})`;
    case 11: return `unescape(escape(${text(d - 1)}))`;
    case 12: return `decodeURIComponent(encodeURIComponent(${text(d - 1)}))`;
    case 13: return `(${number(d - 1)}|0).toString(${pick(['2', '10', '16', '36'])})`;
    case 14: return `Buffer.from(${text(d - 1)},${pick(["'base64'", "'hex'", "'utf8'", "'latin1'"])}).toString(${pick(["'utf8'", "'hex'", "'base64'", "'latin1'"])})`;
    case 15: return `String(${any(d - 1)})`;
    case 16: return `${text(d - 1)}.toUpperCase().toLowerCase()`;
    case 17: return `(typeof ${any(d - 1)})`;
    case 18: return `${text(d - 1)}.padStart(${pick(['3', '9'])},${text(0)})`;
    case 19: return `${text(d - 1)}.trim().concat(${any(d - 1)})`;
    case 20: return `[...${text(d - 1)}].map((c,i)=>String.fromCharCode(c.charCodeAt(0)^i)).join('')`;
    case 21: return `(function(s){let o='';for(let i=s.length-1;i>=0;i--)o+=s[i];return o})(${text(d - 1)})`;
    case 22: return `(()=>{var [a,b='d',...c]=${array(d - 1)};return a+b+c})()`;
    case 23: return `({a:${text(d - 1)},['b']:${text(d - 1)}})[${pick(["'a'", "'b'", "'a'+''"])}]`;
    case 24: return `(${any(d - 1)}?${text(d - 1)}:${text(d - 1)})`;
    default: return pick(texts);
  }
};
const number = (d) => {
  if (d <= 0) return pick(numbers);
  switch (random(14)) {
    case 0: return `(${number(d - 1)}${pick(['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'])}${number(d - 1)})`;
    case 1: return `parseInt(${text(d - 1)}${pick(['', ',16', ',10', ',2', ',36'])})`;
    case 2: return `${text(d - 1)}.charCodeAt(${number(0)})`;
    case 3: return `${text(d - 1)}.length`;
    case 4: return `${array(d - 1)}.length`;
    case 5: return `${text(d - 1)}.indexOf(${text(d - 1)})`;
    case 6: return `Math.${pick(['floor', 'abs', 'ceil', 'trunc', 'sign'])}(${number(d - 1)})`;
    case 7: return `(~${number(d - 1)})`;
    case 8: return `(+${any(d - 1)})`;
    case 9: return `${array(d - 1)}.reduce((a,b)=>a+(+b||0),0)`;
    case 10: return `parseFloat(${text(d - 1)})`;
    case 11: return `(()=>{let n=0;for(const c of ${text(d - 1)})n=n*31+c.charCodeAt(0)|0;return n})()`;
    default: return pick(numbers);
  }
};
const array = (d) => {
  if (d <= 0) return pick(['[]', "['a','b','c']", '[3,1,2]', "[1,'x',null]"]);
  switch (random(10)) {
    case 0: return `[${any(d - 1)},${any(d - 1)}]`;
    case 1: return `${text(d - 1)}.split(${pick(["''", "','", "'a'", '/[b,]/', '/(a)/', '/.{0}/'])})`;
    case 2: return `${array(d - 1)}.slice(${number(0)},${number(0)})`;
    case 3: return `${array(d - 1)}.concat(${array(d - 1)})`;
    case 4: return `${array(d - 1)}.map(x=>x+${text(0)})`;
    case 5: return `${array(d - 1)}.filter(x=>x)`;
    case 6: return `${array(d - 1)}.sort()`;
    case 7: return `(()=>{const a=${array(d - 1)};a.push(a.shift());a.unshift(${any(0)});return a})()`;
    case 8: return `(${text(d - 1)}.match(/${pick(['.{1,2}', '[a-z]', '(.)b', '\\\\d'])}/g)||[])`;
    default: return `[...${array(d - 1)},${any(d - 1)}]`;
  }
};
const any = (d) => pick([text, text, number, array, () => 'true', () => 'null', () => 'undefined', (x) => `!${x > 0 ? text(x - 1) : "''"}`,
  (x) => `(${number(x - 1)}${pick(['<', '>', '===', '==', '!='])}${text(x - 1)})`])(d);
const program = () => {
  const value = any(4);
  switch (random(5)) {
    case 0: return `const a=${any(3)};const b=a;b`;
    case 1: return `const {x,y:[z]}={x:${any(2)},y:[${any(2)}]};[x,z]`;
    case 2: return `let s='';for(let i=0;i<5;i++){s+=${text(2)};if(s.length>20)break}s`;
    case 3: return `function f(a,b){try{if(b)throw a;return a}catch(e){return [e,b]}finally{b=1}}f(${any(2)},${any(1)})`;
    default: return `(${value})`;
  }
};

const json = function json(value) {
  if (value === undefined) return { undefined: true };
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
  if (Array.isArray(value)) return Array.from(value, json);
  if (value instanceof Object && typeof value !== 'function') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, json(v)]));
  return value;
};
const programs = Array.from({ length: Number(count) }, program);
const input = programs.map((source) => `E${Buffer.from(source).toString('hex')}\n`).join('');
const run = spawnSync(binary, [], { input, maxBuffer: 1 << 30, encoding: 'utf8' });
if (run.status !== 0) throw new Error(`${binary}: ${run.signal ?? run.status} ${run.stderr}`);
const answers = run.stdout.split('\n');
let equal = 0, unknown = 0, threw = 0, different = 0;
programs.forEach((source, i) => {
  let theirs, thrown = false;
  try {
    const context = vm.createContext({ Buffer, escape, unescape, atob, btoa });
    theirs = JSON.stringify(vm.runInContext(`(${json})`, context)(vm.runInContext(source, context)));
  } catch {
    thrown = true;
  }
  const ours = /^(?:unknown|error)/.test(answers[i]) ? answers[i] : JSON.stringify(JSON.parse(answers[i]));
  if (thrown) { if (ours === 'unknown') ++threw; else if (++different <= 20) console.log(`${source}\n   ours ${ours}\n   node throws`); }
  else if (ours === 'unknown' || ours.includes('{"unknown":true}')) { if (++unknown <= 3) console.log(`unknown: ${source}`); }
  else if (ours === theirs) ++equal;
  else if (++different <= 20) console.log(`${source}\n   ours ${ours.slice(0, 200)}\n   node ${theirs.slice(0, 200)}`);
});
console.log(`${programs.length} programs: equal ${equal}, unknown ${unknown}, thrown ${threw}, different ${different}`);
process.exit(different === 0 && unknown * 5 < programs.length ? 0 : 1);
