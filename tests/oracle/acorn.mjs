// Compares our tree of every JavaScript file with acorn's, node by node, positions included.
//   node tests/oracle/acorn.mjs JS_LINES [FOLDER...]
// A `.js` file is tried as CommonJS, then as a module; our parser is asked for the goal that acorn took.
import fs from 'node:fs';
import { acornJson } from './acorn_json.mjs';
import { compare, difference, isError, targets } from './common.mjs';

const goals = { '.mjs': ['module'], '.cjs': ['commonjs'], '.js': ['commonjs', 'module'] };
const extension = (name) => name.slice(name.lastIndexOf('.'));
const kMostBytes = 12_000_000;  // the JSON of a larger file does not fit a string of node's

async function judge(file, dump) {
  if (fs.statSync(file).size > kMostBytes) return { 'too large': 1 };
  const source = fs.readFileSync(file, 'utf8');
  let theirs, goal, refusal;
  for (goal of goals[extension(file)]) {
    try {
      theirs = acornJson(source, goal);
      break;
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
      refusal = error;
    }
  }
  const answer = await dump.ask(goal, file);
  if (theirs === undefined) {
    return isError(answer) ? { 'refused by both': 1 } : { 'accepted by us only': 1, different: `acorn: ${refusal.message}` };
  }
  if (isError(answer)) return { accepted: 1, refused: 1, different: `refused: ${answer} (as ${goal})` };
  if (Buffer.from(theirs).equals(answer)) return { accepted: 1, equal: 1 };
  const different = difference(JSON.parse(theirs), JSON.parse(answer.toString()));
  return different === undefined ? { accepted: 1, equal: 1 } : { accepted: 1, different: `${different} (as ${goal})` };
}

await compare({
  ...targets(), label: 'js.acorn', oracle: 'acorn', judge, wanted: (name) => extension(name) in goals,
});
