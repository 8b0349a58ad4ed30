#include "facts/code/outlook.h"

#include <gtest/gtest.h>

#include "facts/code/constants.h"
#include "facts/package_view.h"
#include "js/evaluate.h"

namespace facts::code {
namespace {

/// A package of one file that was parsed and walked.
struct OneFile {
  explicit OneFile(std::string_view text) {
    auto file = std::make_unique<CodeFile>("index.js", text);
    file->Parse(js::Goal::kDetect, scratch);
    file->Keep(scratch);
    file->Walk();
    package.Add(std::move(file));
  }
  [[nodiscard]] const CodeFile& file() const { return package[FileId{0}]; }

  js::Scratch scratch;
  PackageView view;
  CodePackage package{view};
  Budget budget{1'000'000};
};

/// The argument of the only call of `ask`.
js::NodeId Asked(const CodeFile& file) {
  for (const Spot& spot : file.spots().invocations) {
    const auto call = CallOf(file.tree(), spot.node);
    const auto* const name = call ? file.tree().If<js::Identifier>(call->callee) : nullptr;
    if (name != nullptr && file.Text(name->name) == "ask") return call->arguments[0];
  }
  return js::NodeId::kNone;
}

bool IsHopeless(std::string_view text) {
  OneFile one(text);
  return Outlook(one.file(), one.budget).IsHopeless(Asked(one.file()));
}

TEST(Outlook, WhatOnlyARunTells) {
  for (const std::string_view text :
       {"function f(x) { ask(x) }",
        "function f(x) { ask(x.y[0].trim()) }",
        "function f({ a: [x] }) { ask('a' + x) }",
        "const f = (x) => ask(`a${x}`)",
        "const a = require('a'); ask(a.b)",
        "import a from 'a'; ask(a())",
        "const { a = 'x' } = require('b'); ask(a)",
        "function f(x) { const y = x.z; ask(-y) }",
        "function f(x) { ask(['a'][x]) }",
        "function g(a) { return a } (x) => ask(g(x))",
        "let a = b(); a = 'c'; ask(a)",
        "for (const a of b) ask(a.c)",
        "try { a() } catch (e) { ask(e.message) }",
        "async (x) => ask((await x).y)",
        "function f(x) { ask(x ? 'a' : 'b') }",
        "function f(x) { ask((x, 'a')) }",
        "function f(x) { x = 'a'; ask(x) }",
        "let a = 'b'; a = c(); ask(a)",
        "for (let i = 0; i < 9; ++i) ask('abc'[i])",
        "var i = 0; while (a()) { ask('abc'[i]); i = i + 1 }",
        "const a = []; while (b()) ask(a.pop())",
        "let a = 'a'; function f() { a = 'b' } ask(a)",
        "let a; if (b()) a = 'c'; ask(a)",
        "let a = ''; for (const b of c) a += b; ask(a)",
        "ask(Math.random().toString(36))",
        "function f() { const { a } = process.env; return 'b' } ask(f())",
        "ask(f()); const f = () => b()",
        "function f() { const a = arguments[0]; ask(a + 'b') }",
        "let a; function f() { ask(g()) } function g() { return a + 'x' } (b) => { a = b }"}) {
    EXPECT_TRUE(IsHopeless(text)) << text;
  }
}

TEST(Outlook, WhatTheEvaluatorMayTell) {
  for (const std::string_view text :
       {"ask('a' + 'b')",
        "(function (x) { ask(x.y) })({ y: 'a' })",
        "((x) => ask(x + 1))('a')",
        "function f(x) { var x = 'a'; ask(x) }",
        "var a = b(); var a = 'c'; ask(a)",
        "for (var a of [['b']]) a.reverse(); ask(a)",
        "function f(x) { ask(g?.(x)) } const g = null",
        "function f(x) { ask(g?.a[x]) } let g",
        "const f = () => 'a'; ask(f())",
        "function f(x) { ask('a' || x) }",
        "function f(x) { ask(true ? 'a' : x) }",
        "class A { static a = 'x' } ask(A.a)",
        "const a = ['b', require('c')]; ask(a[0])",
        "let a = 'a'; a += 'b'; ask(a)",
        "for (;;) { let a = 'a'; a += 'b'; ask(a) }",
        "const a = []; a.push('b'); ask(a.join())",
        "let a = ''; for (const b of ['c', 'd']) a += b; ask(a)",
        "ask(Math.floor(1.5))",
        "let n = 'a'; for (;;) { n = 'b'; let y = n; y += 'c'; ask(y) }",
        "function f(a) { if (a) return 'b' } ask(f('c'))",
        "async function f() { b() } ask(f())",
        "let n = 'a', d = ''; if (n === 'a') { n = 'b'; d = 'x' } ask(d)",
        "function f() { const a = arguments[0]; return a } ask(f('b'))"}) {
    EXPECT_FALSE(IsHopeless(text)) << text;
  }
}

/// Its only promise: what it calls hopeless has no value. Asked of every expression there is.
TEST(Outlook, IsNeverWrong) {
  static constexpr std::string_view kText = R"(
    const key = 'k', table = { k: ['x', 'y'], n: () => 'z' }, list = ['a', 'b'];
    let late; late = 'l'; var twice = 1; var twice = 2;
    function given(x, { y } = {}, ...z) { const w = x + 1; list.push(w); return x || y || z[0]; }
    (function (p, q) { p.own = q + key; return p })(table, list[1]);
    const made = given('g'), other = given(process.env.A), [first] = list, { k, m = 'd' } = table;
    for (const item of list) { const inner = item + key; table.n(inner, list?.[item]); }
    for (var last of [list]) last.reverse();
    for (const [name, value] of [list]) late += name[value] + last[0];
    let given2 = given('h'), read = require('g'); read = given2; given2 = read + late;
    for (let n = read; n < 9; n = n + read) late += n;
    for (let i = 0; i < 3; ++i) late += String.fromCharCode(65 + i);
    try { throw 'e' } catch (error) { twice = error + late }
    const text = late?.length ? `${made}-${first}-${k[0]}` : require('a').b(key)[0];
    const lazy = (a) => (b = a) => [a, b, key].join(text), both = lazy('c')('d'), nil = null;
    nil?.x(require('b')); nil?.[require('c')]; typeof require; void require('d'), delete table.q;
    new Array(require('e'), 2).join(key); new given(key); given`${key}`; import('f');
    let count = 0, joined = '', absent, chosen = 'c', stale = 's'; const grown = ['g'], held = {};
    while (count < 3) { joined += list[count]; count = count + 1; grown.push(joined); ask(grown[count]) }
    for (;;) { stale = 't'; let kept = stale; kept += 'u'; ask(kept + joined); if (kept) break }
    if (process.argv[2]) absent = 'v'; else absent = joined; ask(absent);
    if (chosen === 'c') { chosen = 'd'; held.name = chosen } ask(chosen + held.name);
    for (const one of ['e', 'f']) { chosen += one; ask(chosen) } ask(chosen + stale);
    switch (key) { case 'k': var leaked = 'w'; leaked += key; ask(leaked); break; default: leaked = 'x' }
    function reads() { const first = process.env.HOME; return 'y' + first } ask(reads() + leaked);
    function gives(a) { const b = a + key; if (b) return b; return process.argv } ask(gives('z'));
    function outer(a) { a = a + 'a'; const inner = () => a + stale; return inner() + arguments[0] }
    const plain = (a) => a + chosen, later = () => joined + require('h'); ask(outer('q'), plain('r'));
    (function (a) { a += 'b'; var c = a; c += arguments[0]; ask(c, later(), plain(c)) })('spot');
    function writes() { stale = stale + 'x'; return stale } ask(writes() + Math.random() + Math.PI);
    let flag = false, tail = 'a'; try { flag = null.x; tail = 'b' } catch { tail = 'c' } ask(tail, flag);
    label: for (var turn = 0; turn < 2; turn++) { if (turn) continue label; held[turn] = turn } ask(turn);
    async function* rest(v) { yield v; await v; return this.v + arguments[0] + new.target }
  )";
  OneFile one(kText);
  ASSERT_TRUE(one.file().module().ok());
  Outlook outlook(one.file(), one.budget);
  std::size_t hopeless = 0;
  std::size_t known = 0;
  js::Walk(one.file().tree(), one.file().module().program, [&](js::NodeId id) {
    js::Evaluator evaluator(one.file().module());
    const auto value = evaluator.Evaluate(id);
    if (value) ++known;
    if (outlook.IsHopeless(id)) {
      ++hopeless;
      EXPECT_FALSE(value) << one.file().tree().Source(one.file().tree()[id].span());
    }
    return true;
  });
  EXPECT_GT(hopeless, 40U);
  EXPECT_GT(known, 80U);
}

/// The steps of the package are shared by its files.
TEST(Constants, StepsOfThePackage) {
  const std::string_view text = "function f() { let n = 0; while (n < 90) ++n; return n } ask(f())";
  OneFile one(text);
  const Site site{FileId{0}, Asked(one.file())};
  Constants enough(one.package, one.budget, 10'000);
  EXPECT_TRUE(enough.Evaluate(site));
  enough.Forget();
  EXPECT_FALSE(enough.GaveUp(site.file));
  Constants few(one.package, one.budget, 200);
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(few.Evaluate(site));
  few.Forget();
  EXPECT_TRUE(few.GaveUp(site.file));
}

}  // namespace
}  // namespace facts::code
