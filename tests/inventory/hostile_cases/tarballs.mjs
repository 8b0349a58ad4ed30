import { HASH, entry, project, url } from './build.mjs';

export const tarballs = [
  {
    name: 'version-of-package-missing',
    says: 'entries without a version, with an empty one and with one that is no SemVer stay as they are written',
    expect: { nodes: ['', 'node_modules/a', 'node_modules/b', 'node_modules/c'] },
    files: project(
      {
        'node_modules/a': { integrity: HASH },
        'node_modules/b': entry({ version: '' }),
        'node_modules/c': entry({ version: 'latest' }),
      },
      { a: '*', b: '*', c: '^1.0.0' },
    ),
  },
  {
    name: 'credentials',
    says: 'the addresses carry a password or a token: told of without showing it, and kept without it',
    expect: {
      codes: ['L012'],
      nodes: ['', 'node_modules/a', 'node_modules/b', 'node_modules/c'],
      remarks: ['credentials-in-url'],
      secrets: ['hunter2', 'tok-3n'],
    },
    files: project(
      {
        'node_modules/a': entry({ resolved: 'https://ann:hunter2@registry.example/a/-/a-1.0.0.tgz' }),
        'node_modules/b': entry({ resolved: 'https://tok-3n@registry.example/b/-/b-1.0.0.tgz' }),
        'node_modules/c': {
          version: '1.0.0',
          resolved: 'git+https://ann:hunter2@git.example/c.git#0123456789012345678901234567890123456789',
        },
      },
      { a: '*', b: '*', c: 'git+https://git.example/c.git' },
    ),
  },
  {
    name: 'integrity-malformed',
    says: 'each of the hashes is none: not base64, of the wrong length, of an unknown kind, or only spaces',
    expect: {
      codes: ['L011'],
      nodes: ['', 'node_modules/a', 'node_modules/b', 'node_modules/c', 'node_modules/d', 'node_modules/e'],
      remarks: ['integrity-malformed'],
    },
    files: project(
      {
        'node_modules/a': entry({ integrity: 'sha512-!!!' }),
        'node_modules/b': entry({ integrity: 'sha512-AAAA' }),
        'node_modules/c': entry({ integrity: 'sha9000-AAAA' }),
        'node_modules/d': entry({ integrity: '   ' }),
        'node_modules/e': entry({ integrity: 'trust me' }),
      },
      { a: '*', b: '*', c: '*', d: '*', e: '*' },
    ),
  },
  {
    name: 'integrity-missing',
    says: 'one package is pinned without a hash, one with SHA-1 only',
    expect: {
      nodes: ['', 'node_modules/a', 'node_modules/b', 'node_modules/c'],
      remarks: ['integrity-missing', 'integrity-weak'],
    },
    files: project(
      {
        'node_modules/a': { version: '1.0.0', resolved: url('registry.example') },
        'node_modules/b': entry({
          resolved: url('registry.example', 'b'),
          integrity: 'sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        }),
        'node_modules/c': entry({ resolved: url('registry.example', 'c') }),
      },
      { a: '*', b: '*', c: '*' },
    ),
  },
  {
    name: 'address-of-another',
    says: 'an address on another host, one without TLS, and one that is the tarball of another package',
    expect: {
      nodes: ['', 'node_modules/a', 'node_modules/b', 'node_modules/c', 'node_modules/d', 'node_modules/e'],
      remarks: ['host-off-registry', 'insecure-url', 'url-of-other'],
    },
    files: project(
      {
        'node_modules/a': entry({ resolved: url('cdn.attacker.example') }),
        'node_modules/b': entry({ resolved: 'http://registry.example/b/-/b-1.0.0.tgz' }),
        'node_modules/c': entry({ resolved: url('registry.example', 'evil', '6.6.6') }),
        'node_modules/d': entry({ resolved: url('registry.example', 'd') }),
        'node_modules/e': entry({ resolved: url('registry.example', 'e') }),
      },
      { a: '*', b: '*', c: '*', d: '*', e: '*' },
    ),
  },
  {
    name: 'address-absurd',
    says: 'what stands for an address is none, and nothing of it is opened',
    expect: { nodes: ['', 'node_modules/a', 'node_modules/b', 'node_modules/c', 'node_modules/d', 'node_modules/e'] },
    files: project(
      {
        'node_modules/a': entry({ resolved: 'file:///etc/passwd' }),
        'node_modules/b': entry({ resolved: 'javascript:alert(1)' }),
        'node_modules/c': entry({ resolved: `https://${'h'.repeat(5000)}.example/` }),
        'node_modules/d': entry({ resolved: 'https://[::1' }),
        'node_modules/e': entry({ resolved: 'git+ssh://-oProxyCommand=x/y.git#main' }),
      },
      { a: '*', b: '*', c: '*', d: '*', e: '*' },
    ),
  },
];
