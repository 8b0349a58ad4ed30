import { syntax } from './syntax.mjs';
import { places } from './places.mjs';
import { types } from './types.mjs';
import { graphs } from './graphs.mjs';
import { tarballs } from './tarballs.mjs';
import { installed } from './installed.mjs';

/** Every case: what the reader must say in one line, what a test holds it to, and the files. */
export const cases = [...syntax, ...places, ...types, ...graphs, ...tarballs, ...installed];
