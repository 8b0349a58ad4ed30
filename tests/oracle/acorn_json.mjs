// acorn's tree as JSON.
import { tool } from './common.mjs';

const acorn = await tool('acorn/dist/acorn.mjs');

// JSON has neither regular expressions nor big integers, and this node may be too old to build the newest expressions.
class Parser extends acorn.Parser {
  parseLiteral(value) {
    const node = super.parseLiteral(value);
    if (node.bigint) node.value = null;
    return node;
  }
}

/** acorn names a literal's pattern after it was made: `regex` is there only now, and its value is null where this node cannot build it. */
function plain(key, value) {
  return key === 'value' && this.regex ? {} : value;
}

/** Throws acorn's SyntaxError. `goal` is script, module or commonjs. */
export function acornJson(source, goal) {
  return JSON.stringify(Parser.parse(source, { ecmaVersion: 'latest', sourceType: goal }), plain);
}
