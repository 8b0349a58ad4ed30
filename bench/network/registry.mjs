// A registry on loopback that answers out of what an earlier run left in its cache folder, at once and as fast as it can be read: the network that a
// program's memory has to stand. HTTP/2 over TLS, documents compressed, as registries do it.
//   node bench/network/registry.mjs CACHE CERTIFICATE KEY [DELAY-MS]
// CACHE is a --cache-dir of `sallyport check`; tarballs that are not in it are looked for in npm's cache. Each answer waits DELAY-MS (0). Prints its
// address once it answers.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http2 from 'node:http2';
import path from 'node:path';
import process from 'node:process';
import zlib from 'node:zlib';

const [cache, certificate, key, delay = '0'] = process.argv.slice(2);
const npms = path.join(execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim(), '_cacache/content-v2');

/** What is answered to a path: a packed document, the text of one, or the file of a tarball. */
const answers = new Map();

const pack = (text) => zlib.gzipSync(text, { level: 1 });

function tarballFile(integrity) {
  const hex = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
  return [path.join(cache, 'content/sha512', hex.slice(0, 2), hex.slice(2)), path.join(npms, 'sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4))].find(fs.existsSync);
}

function addPackument(at, text, origin, here) {
  const { versions } = JSON.parse(text);
  for (const [version, manifest] of Object.entries(versions ?? {})) {
    const { tarball = '', integrity = '' } = manifest.dist ?? {};
    answers.set(`${at}/${version}`, { text: () => JSON.stringify(manifest).replaceAll(origin, here) });
    if (!tarball.startsWith(origin) || !integrity.startsWith('sha512-')) continue;
    const file = tarballFile(integrity);
    if (file) answers.set(decodeURIComponent(new URL(tarball).pathname), { file });
  }
}

/** One kept document: a line about it, then its text. What is kept under no URL was never an answer. */
function addDocument(file, here) {
  const kept = fs.readFileSync(file, 'utf8');
  const end = kept.indexOf('\n');
  const { url } = JSON.parse(kept.slice(0, end));
  if (!URL.canParse(url)) return;
  const { origin, pathname } = new URL(url);
  const at = decodeURIComponent(pathname);
  answers.set(at, { packed: pack(kept.slice(end + 1).replaceAll(origin, here)) });
  if (!at.startsWith('/-/')) addPackument(at, kept.slice(end + 1), origin, here);
}

function bodyOf(answer) {
  if (answer.file) return fs.readFileSync(answer.file);
  return answer.packed ?? pack(answer.text());
}

function answer(stream, headers) {
  const found = answers.get(decodeURIComponent(headers[':path']));
  if (!found) {
    stream.respond({ ':status': 404 }, { endStream: true });
    return;
  }
  const body = bodyOf(found);
  const packed = found.file ? {} : { 'content-encoding': 'gzip' };
  stream.respond({ ':status': 200, 'content-type': found.file ? 'application/octet-stream' : 'application/json', 'content-length': body.length, 'cache-control': 'max-age=300', ...packed });
  stream.end(body);
}

const server = http2.createSecureServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key), settings: { maxConcurrentStreams: 128 } });
server.on('stream', (stream, headers) => {
  stream.on('error', () => {}); // who asked went away
  if (delay === '0') answer(stream, headers);
  else setTimeout(() => stream.destroyed || answer(stream, headers), Number(delay));
});
server.listen(0, '127.0.0.1', () => {
  const here = `https://127.0.0.1:${server.address().port}`;
  const folder = path.join(cache, 'packuments');
  for (const name of fs.readdirSync(folder, { recursive: true })) {
    if (name.endsWith('.full')) addDocument(path.join(folder, name), here);
  }
  process.stdout.write(`${here}/\n`);
});
