import { gzipSync } from 'node:zlib';

const BLOCK = 512;

function header(name, size) {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/**
 * A package tarball of `files` (path below `package/` -> text). The same files give the same bytes with every Node: no
 * clock, no owner, and nothing is compressed, because zlib's choices differ between releases.
 */
export function makeTarball(files) {
  const parts = [];
  for (const [path, text] of Object.entries(files)) {
    const name = `package/${path}`;
    if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for a plain tar header`);
    const body = Buffer.from(text);
    parts.push(header(name, body.length), body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK));
  }
  parts.push(Buffer.alloc(2 * BLOCK));
  return gzipSync(Buffer.concat(parts), { level: 0 });
}
