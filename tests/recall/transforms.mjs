// The ways of rewriting. Each takes {path: text} and gives the rewritten files, or nothing when it does not apply.
import { tool } from '../oracle/common.mjs';

const acorn = await tool('acorn/dist/acorn.mjs');
const { default: obfuscator } = await tool('javascript-obfuscator/dist/index.js');
const terser = await tool('terser/main.js');

export const isJavaScript = (path) => /\.[cm]?js$/.test(path);
const base64 = (text) => Buffer.from(text).toString('base64');
const quoted = (text) => JSON.stringify(text);

function parse(text) {
  const options = { ecmaVersion: 'latest', allowReturnOutsideFunction: true, allowHashBang: true };
  try {
    return { tree: acorn.parse(text, { ...options, sourceType: 'script', allowAwaitOutsideFunction: false }), module: false };
  } catch {
    return { tree: acorn.parse(text, { ...options, sourceType: 'module' }), module: true };
  }
}

/** Calls `visit(node, parent, key)` for every node. */
function walk(node, visit, parent = null, key = '') {
  visit(node, parent, key);
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child.type === 'string') walk(child, visit, node, name);
    }
  }
}

/** `text` with the nodes that `replace(node, parent, key)` gives a text for written anew; nothing when there was none. */
function rewriteNodes(text, replace) {
  const { tree } = parse(text);
  const edits = [];
  walk(tree, (node, parent, key) => {
    const written = replace(node, parent, key, text);
    if (written !== undefined) edits.push([node.start, node.end, written]);
  });
  if (edits.length === 0) return undefined;
  edits.sort((a, b) => b[0] - a[0]);
  let last = Infinity;
  for (const [start, end, written] of edits) {
    if (end > last) continue; // inside one that is written already
    text = text.slice(0, start) + written + text.slice(end);
    last = start;
  }
  return text;
}

/** A string that is a value: no directive, no module name of an import statement. */
function isText(node, parent, key) {
  return node.type === 'Literal' && typeof node.value === 'string' && node.value.length > 1 && key !== 'source' && !(key === 'key' && parent.shorthand) &&
    parent.type !== 'ExpressionStatement';
}

/** Every string becomes `write(value)`; where only a name may stand, in brackets. */
function rewriteTexts(write) {
  return (text) => rewriteNodes(text, (node, parent, key) => {
    if (!isText(node, parent, key)) return undefined;
    return key === 'key' && !parent.computed ? `[${write(node.value)}]` : write(node.value);
  });
}

/** Applies `rewrite(text, path)` to every JavaScript file; nothing when it changed none. */
const eachFile = (rewrite) => async (files) => {
  let changed = false;
  for (const path of Object.keys(files).filter(isJavaScript)) {
    const text = await rewrite(files[path], path);
    if (text === undefined) continue;
    files[path] = text;
    changed = true;
  }
  return changed ? files : undefined;
};
/** As eachFile, for scripts only: an ECMAScript module's imports and exports stand at its top level. */
const eachScript = (rewrite) => eachFile((text, path) => (parse(text).module ? undefined : rewrite(text, path)));

const obfuscated = (options) => eachFile((text) => obfuscator.obfuscate(text, { seed: 7, target: 'node', renameGlobals: false, ...options }).getObfuscatedCode());

const charCodes = (value) => `String.fromCharCode(${[...value].flatMap((c) => Array.from(c, (_, i) => c.charCodeAt(i))).join(',')})`;
const split = (value) => value.match(/[\s\S]{1,3}/g).map(quoted).join(' + ');
const decoded = (value, times) => {
  let text = value;
  for (let i = 0; i < times; i++) text = base64(text);
  let code = quoted(text);
  for (let i = 0; i < times; i++) code = `Buffer.from(${code}, 'base64').toString()`;
  return code;
};
const escapes = (value, write) => '"' + [...Array(value.length).keys()].map((i) => write(value.charCodeAt(i))).join('') + '"';

const builtIns = new Set(['child_process', 'fs', 'fs/promises', 'http', 'https', 'net', 'os', 'dns', 'vm', 'crypto', 'path', 'zlib', 'worker_threads', 'module', 'dgram']);
/** The name in `require('name')` when it is one of Node's modules. */
function requiredBuiltIn(node) {
  if (node.type !== 'CallExpression' || node.callee.name !== 'require' || node.arguments.length !== 1) return undefined;
  const name = String(node.arguments[0].value ?? '').replace(/^node:/, '');
  return builtIns.has(name) ? name : undefined;
}

/** Node's modules come through three files of the package. */
async function reExported(files) {
  const names = new Set();
  const result = await eachScript((text, path) => rewriteNodes(text, (node) => {
    const name = requiredBuiltIn(node);
    if (!name) return undefined;
    names.add(name);
    const up = '../'.repeat(path.split('/').length - 1) || './';
    return `require('${up}vendor/a').${name.replace('/', '_')}`;
  }))(files);
  if (!result) return undefined;
  const members = (from) => [...names].map((name) => `exports.${name.replace('/', '_')} = ${from(name)};`).join('\n') + '\n';
  files['vendor/a.js'] = `module.exports = require('./b');\n`;
  files['vendor/b.js'] = `const c = require('./c');\n` + members((name) => `c.${name.replace('/', '_')}`);
  files['vendor/c.js'] = members((name) => `require('${name}')`);
  return result;
}

/** All scripts in one file, with a module table as bundlers write it. */
async function bundled(files) {
  const paths = Object.keys(files).filter(isJavaScript);
  if (paths.some((path) => parse(files[path]).module)) return undefined;
  const entries = paths.map((path) => `${quoted('./' + path)}: function (module, exports, __bundle_require__) {\n${files[path].replace(/\brequire\(('|")\.\.?\//g, (m) => m.replace('require', '__bundle_require__'))}\n}`);
  const bundle = (entry) => `(() => {
  var modules = {${entries.join(',\n')}};
  var cache = {};
  function resolve(id) {
    var name = './' + id.replace(/^(\\.\\.?\\/)+/, '');
    return modules[name] ? name : modules[name + '.js'] ? name + '.js' : Object.keys(modules).find((k) => k.endsWith('/' + id.split('/').pop() + '.js'));
  }
  function __bundle_require__(id) {
    var name = resolve(id);
    if (!name) return require(id);
    if (cache[name]) return cache[name].exports;
    var module = (cache[name] = { exports: {} });
    modules[name](module, module.exports, __bundle_require__);
    return module.exports;
  }
  module.exports = __bundle_require__(${quoted('./' + entry)});
})();\n`;
  for (const path of paths) files[path] = bundle(path);
  return files;
}

const variationSelectors = (text) => [...Buffer.from(text)].map((byte) => String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)).join('');
const filler = Array.from({ length: 400 }, (_, i) => `function pad${i}(a, b) { return (a * ${i + 3} + b) % ${i + 7}; } // keeps the table of remainders\n`).join('');

export const transforms = {
  'obfuscator low': obfuscated({ optionsPreset: 'low-obfuscation', selfDefending: false }),
  'obfuscator medium': obfuscated({ optionsPreset: 'medium-obfuscation', selfDefending: false, debugProtection: false }),
  'obfuscator high': obfuscated({ optionsPreset: 'high-obfuscation', selfDefending: false, debugProtection: false }),
  'obfuscator rc4': obfuscated({ stringArray: true, stringArrayEncoding: ['rc4'], stringArrayThreshold: 1, splitStrings: true, splitStringsChunkLength: 5 }),
  'terser': eachFile(async (text) => (await terser.minify(text, { module: parse(text).module, mangle: { toplevel: true }, compress: { passes: 2, toplevel: false } })).code),
  'split strings': eachFile(rewriteTexts((value) => `(${split(value)})`)),
  'char codes': eachFile(rewriteTexts(charCodes)),
  'hex escapes': eachFile(rewriteTexts((value) => escapes(value, (code) => (code < 256 ? '\\x' + code.toString(16).padStart(2, '0') : '\\u' + code.toString(16).padStart(4, '0'))))),
  'unicode escapes': eachFile(rewriteTexts((value) => escapes(value, (code) => '\\u' + code.toString(16).padStart(4, '0')))),
  'base64 strings': eachFile(rewriteTexts((value) => decoded(value, 1))),
  'nested base64': eachFile(rewriteTexts((value) => decoded(value, 3))),
  'reversed strings': eachFile(rewriteTexts((value) => `${quoted([...value].reverse().join(''))}.split('').reverse().join('')`)),
  'joined arrays': eachFile(rewriteTexts((value) => `[${value.match(/[\s\S]{1,4}/g).map(quoted).join(', ')}].join('')`)),
  'templates': eachFile(rewriteTexts((value) => `\`${value.slice(0, 2).replace(/[`\\$]/g, '\\$&')}\${${quoted(value.slice(2))}}\``)),
  'alias chains': eachScript((text) => {
    const renamed = rewriteNodes(text, (node, parent, key) => (node.type === 'Identifier' && ['require', 'fetch', 'eval', 'process'].includes(node.name) &&
      !(key === 'property' && !parent.computed) && !(key === 'key' && !parent.computed) && !/Pattern|Function/.test(parent.type) ? `__${node.name}3` : undefined));
    if (!renamed) return undefined;
    const chain = ['require', 'fetch', 'eval', 'process'].filter((name) => renamed.includes(`__${name}3`))
      .map((name) => `const __${name}1 = ${name}; let __${name}2 = __${name}1; const { v: __${name}3 } = { v: __${name}2 };\n`);
    return chain.join('') + renamed;
  }),
  'computed members': eachFile((text) => rewriteNodes(text, (node, parent, key) => (node.type === 'MemberExpression' && !node.computed && node.object.type === 'Identifier' && node.property.type === 'Identifier' &&
    parent.type !== 'ChainExpression' && !node.optional ? `${node.object.name}[${quoted(node.property.name)}]` : undefined))),
  'computed split members': eachFile((text) => rewriteNodes(text, (node, parent) => (node.type === 'MemberExpression' && !node.computed && node.object.type === 'Identifier' && node.property.name.length > 1 &&
    parent.type !== 'ChainExpression' && !node.optional ? `${node.object.name}[${split(node.property.name)}]` : undefined))),
  're-export over three files': reExported,
  'callback': eachScript((text) => `function later(work) { work(); }\nlater(function () {\n${text}\n});\n`),
  'event emitter': eachScript((text) => `const __bus = new (require('events').EventEmitter)();\n__bus.once('ready', () => {\n${text}\n});\n__bus.emit('ready');\n`),
  'promise chain': eachScript((text) => `Promise.resolve(1).then((n) => n + 1).then(async () => {\n${text}\n}).catch(() => {});\n`),
  'bundle': bundled,
  'padding': eachFile((text) => filler + text + filler.replaceAll('pad', 'fill')),
  'off-screen': eachScript(async (text) => `const version = '1.0.0';${' '.repeat(800)}${(await terser.minify(text, { mangle: false, compress: false })).code}\n`),
  'variation selectors': eachScript((text) => `const __s = '${variationSelectors(text)}';\neval(Buffer.from([...__s].map((c) => c.codePointAt(0)).map((p) => (p < 0xfe10 ? p - 0xfe00 : p - 0xe0100 + 16))).toString());\n`),
  'eval of base64': eachScript((text) => `eval(Buffer.from('${base64(text)}', 'base64').toString());\n`),
  'function constructor': eachScript((text) => `new Function('require', 'module', 'exports', '__filename', '__dirname', 'process', ${quoted(text)})(require, module, exports, __filename, __dirname, process);\n`),
  'dead code': eachScript((text) => `const __n = Date.now();\nif (__n % 7 === 9) { console.log('never'); }\nelse if (typeof __n === 'number') {\n${text}\n} else { console.log('not here'); }\n`),
  'indirect calls': eachFile((text) => rewriteNodes(text, (node, parent, key, whole) => (node.type === 'CallExpression' && !node.optional && parent.type !== 'ChainExpression' &&
    node.callee.type === 'MemberExpression' && !node.callee.optional && node.callee.object.type === 'Identifier' && node.arguments.every((a) => a.type !== 'SpreadElement')
    ? `Reflect.apply(${whole.slice(node.callee.start, node.callee.end)}, ${node.callee.object.name}, [${node.arguments.map((a) => whole.slice(a.start, a.end)).join(', ')}])` : undefined))),
  'carriage returns and comments': eachFile((text) => text.replace(/\n/g, ' /* see the notes */ // and the guide\r\n')),
};
