// Writes src/js/unicode_tables.h from the Unicode data that tests/npm pins:
//   npm ci --ignore-scripts --prefix tests/npm && node tools/generate_unicode.mjs > src/js/unicode_tables.h
// The code space up to kEnd is cut into pages of 256 code points. kPage names the leaf of a page; a leaf is 256
// bits for identifier starts and 256 for the other identifier parts. Equal leaves are stored once.
import process from 'node:process';

const version = '18.0.0';
const data = new URL(`../tests/npm/node_modules/@unicode/unicode-${version}/Binary_Property/`, import.meta.url);
const load = async (property) => new Set((await import(new URL(`${property}/code-points.mjs`, data))).default);
const start = await load('ID_Start');
const part = await load('ID_Continue');
if (!part.has(0x200c) || !part.has(0x200d)) throw new Error('the joiners are identifier parts (ECMA-262 12.7)');

const selectors = [0xe0100, 0xe01ef];  // the only identifier characters past the planes of ideographs
const inSelectors = (c) => c >= selectors[0] && c <= selectors[1];
const highest = [...part].reduce((most, c) => (inSelectors(c) ? most : Math.max(most, c)), 0);
const pages = (highest >> 8) + 1;
for (let c = selectors[0]; c <= selectors[1]; ++c) if (!part.has(c) || start.has(c)) throw new Error('selectors moved');
for (const c of start) if (!part.has(c)) throw new Error('a start that is not a part');

const leaves = new Map();
const page = [];
for (let p = 0; p < pages; ++p) {
  const words = Array(8).fill(0n);
  for (let i = 0; i < 256; ++i) {
    const bit = 1n << BigInt(i % 64);
    if (start.has(p * 256 + i)) words[i >> 6] |= bit;
    if (part.has(p * 256 + i)) words[4 + (i >> 6)] |= bit;
  }
  const key = words.map((w) => `0x${w.toString(16)}`).join(', ');
  if (!leaves.has(key)) leaves.set(key, leaves.size);
  page.push(leaves.get(key));
}
if (leaves.size > 256) throw new Error('a page needs more than a byte');

const lines = (items, width) => {
  let text = '', line = '   ';
  for (const item of items) {
    if (line.length + item.length + 2 > width) { text += line + '\n'; line = '   '; }
    line += ` ${item},`;
  }
  return text + line + '\n';
};
process.stdout.write(`#pragma once
// Made by tools/generate_unicode.mjs from Unicode ${version}; not edited by hand.
// clang-format off

#include <cstdint>

namespace js::unicode {

inline constexpr char32_t kTableEnd = 0x${(pages * 256).toString(16)};
inline constexpr char32_t kSelectorsBegin = 0x${selectors[0].toString(16)};
inline constexpr char32_t kSelectorsEnd = 0x${(selectors[1] + 1).toString(16)};

/// The leaf of each page of 256 code points.
inline constexpr std::uint8_t kPage[] = {
${lines(page.map(String), 100)}};

/// Per leaf: four words of identifier starts, four words of identifier parts.
inline constexpr std::uint64_t kLeaf[][8] = {
${[...leaves.keys()].map((key) => `    {${key}},`).join('\n')}
};

}  // namespace js::unicode
`);
