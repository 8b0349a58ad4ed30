// Compares which declaration every name of every JavaScript file refers to with eslint-scope's answer.
//   node tests/oracle/scopes.mjs SCOPES_LINES [FOLDER...]
// Where the two are known to differ, and ours follows ECMA-262, a name is counted under what it is and not compared:
//   annex B     a function in a sloppy block is a variable of the function around it too (ECMA-262 B.3.2); eslint-scope leaves that out
//   parameters  a variable of the body with the name of a parameter, where parameters hold expressions (10.2.11): one variable there
//   dynamic     inside `with`, which eslint-scope does not resolve; ours is marked kDynamic
//   arguments   of a function in a parameter's default value, which eslint-scope leaves unresolved
//   module      `arguments` at the top of a CommonJS file: of the function that node puts around it, for us a global
import fs from 'node:fs';
import { compare, isError, targets, tool } from './common.mjs';

const acorn = await tool('acorn/dist/acorn.mjs');
const { analyze } = await tool('eslint-scope/lib/index.js');

const goals = { '.mjs': ['module'], '.cjs': ['commonjs'], '.js': ['commonjs', 'module'] };
const extension = (name) => name.slice(name.lastIndexOf('.'));
const kMostBytes = 3_000_000;

/** The first declaration of a variable, -1 for none and for a global, -2 for `arguments`. */
const declarationOf = (variable) => {
  if (!variable) return -1;
  if (variable.defs.length === 0) return variable.name === 'arguments' ? -2 : -1;
  return Math.min(...variable.defs.map((definition) => definition.name.range[0]));
};

function eslintMeanings(tree, goal) {
  const manager = analyze(tree, { ecmaVersion: 2026, sourceType: goal, ignoreEval: true, fallback: 'iteration' });
  const top = manager.globalScope;
  const meanings = new Map();
  const merged = new Set();
  for (const scope of manager.scopes) {
    for (const reference of scope.references) {
      const variable = reference.resolved ?? (scope.type === 'with' ? null : top.set.get(reference.identifier.name));
      meanings.set(reference.identifier.range[0], declarationOf(variable));
    }
  }
  for (const scope of manager.scopes) {
    for (const variable of scope.variables) {
      const kinds = new Set(variable.defs.map(({ type }) => type));
      const first = declarationOf(variable);
      for (const { name } of variable.defs) {
        // The inner name of a class declaration is, for us, the same variable as the outer one.
        if (scope.type !== 'class' || !meanings.has(name.range[0])) meanings.set(name.range[0], first);
      }
      if (kinds.has('Parameter') && kinds.size > 1) merged.add(first);
    }
  }
  return { meanings, merged };
}

async function judge(file, lines) {
  if (fs.statSync(file).size > kMostBytes) return { 'too large': 1 };
  const source = fs.readFileSync(file, 'utf8');
  let tree, goal;
  for (goal of goals[extension(file)]) {
    try {
      tree = acorn.parse(source, { ecmaVersion: 'latest', sourceType: goal, ranges: true });
      break;
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
    }
  }
  if (tree === undefined) return { 'refused by acorn': 1 };
  const answer = await lines.ask(goal, file);
  if (isError(Buffer.concat([answer, Buffer.from(' ')]))) return { accepted: 1, different: 'refused by us' };
  const { meanings, merged } = eslintMeanings(tree, goal);
  const totals = { accepted: 1, names: 0 };
  const count = (what) => { totals[what] = (totals[what] ?? 0) + 1; };
  const ours = JSON.parse(answer.toString());
  let different;
  for (const [at, declaration, note] of ours) {
    const theirs = meanings.get(at);
    meanings.delete(at);
    totals.names += 1;
    if (theirs === declaration) continue;
    if (note === 'dynamic' && theirs === -1) count('dynamic');
    else if (note === 'annex B') count('annex B');
    else if (merged.has(theirs)) count('parameters');
    else if (declaration === -2 && theirs === -1) count('arguments');
    else if (goal === 'commonjs' && declaration === -1 && theirs === -2) count('module');
    else different ??= `${at} ${JSON.stringify(source.slice(at, at + 20))}: eslint-scope says ${theirs}, ours ${declaration} ${note}`;
  }
  for (const [at, theirs] of meanings) different ??= `${at} ${JSON.stringify(source.slice(at, at + 20))}: eslint-scope says ${theirs}, ours nothing`;
  return different === undefined ? { ...totals, equal: 1 } : { ...totals, different: `${different} (as ${goal})` };
}

await compare({ ...targets(), label: 'js.scopes', oracle: 'acorn', judge, wanted: (name) => extension(name) in goals });
