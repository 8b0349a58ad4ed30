// Loops for ever around what costs more the longer its operands are: whatever the loop does, a
// budget of steps and bytes is a bound of processor time. A million steps take some 10 ms in
// release code; the ceilings leave room for the sanitizers.
#include <string>
#include <string_view>

#include "js/evaluate.h"
#include "js/hostile_test.h"
#include "js/tree.h"

namespace js::hostile {
namespace {

constexpr EvaluateBudget kBudget = {.steps = 1'000'000, .bytes = 16'000'000};

struct Loop {
  std::string_view before;
  std::string_view body;
};

void CheckBounded(std::initializer_list<Loop> loops) {
  for (const Loop& loop : loops) {
    const std::string source = "function f() { " + std::string(loop.before) + "; for (;;) { " +
                               std::string(loop.body) + " } } f()";
    Scratch scratch;
    const Module module = Parse(source, {.goal = Goal::kScript}, scratch);
    ASSERT_TRUE(module.ok()) << source;
    const Tree& tree = *module.tree;
    const auto body = tree.List(tree.As<Program>(module.program).body);
    Evaluator evaluator(module, kBudget);
    const auto begin = Clock::now();
    EXPECT_FALSE(evaluator.Evaluate(tree.As<ExpressionStatement>(body.back()).expression));
    EXPECT_LE(Clock::now() - begin, std::chrono::seconds(3)) << source;
  }
}

TEST(HostileEvaluate, Texts) {
  CheckBounded({
      {"const a = 'a'.repeat(1e6), b = 'a'.repeat(1e6)", "if (a === b) continue"},
      {"const a = 'a'.repeat(1e6), b = 'a'.repeat(1e6)", "if (a == b) continue"},
      {"const a = 'a'.repeat(1e6), b = 'a'.repeat(1e6)", "if (a < b) continue"},
      {"const a = 'a'.repeat(1e6), b = 'a'.repeat(1e6)", "switch (a) { case 1: case b: }"},
      {"const a = ' '.repeat(1e6)", "+a"},
      {"const a = ' '.repeat(1e6)", "a.trim()"},
      {"const a = '1'.repeat(1e6)", "parseInt(a, 16)"},
      {"const a = '1'.repeat(1e6)", "parseFloat(a)"},
      {"const a = 'a'.repeat(1e6), b = 'a'.repeat(5e5) + 'b'", "a.indexOf(b)"},
      {"const a = 'a'.repeat(1e6), b = 'b' + 'a'.repeat(5e5)", "a.lastIndexOf(b)"},
      {"const a = 'a'.repeat(1e6), b = 'a'.repeat(5e5) + 'b'", "a.split(b)"},
      {"const a = 'a'.repeat(1e6), b = 'a'.repeat(5e5) + 'b'", "a.replace(b, '')"},
      {"const a = 'a'.repeat(1e6)", "a.toUpperCase()"},
      {"const a = 'a'.repeat(1e6) + '%'", "try { decodeURIComponent(a) } catch {}"},
      {"const a = 'a'.repeat(1e6) + '%'", "try { atob(a) } catch {}"},
      {"const a = '\"' + 'a'.repeat(1e6)", "try { JSON.parse(a) } catch {}"},
      {"const a = '['.repeat(90) + '1,'.repeat(1e5)", "try { JSON.parse(a) } catch {}"},
      {"let a = ''", "a = a + 'x'"},
      {"let a = ''", "a = 'x' + a"},
      {"let a = 'x'", "a = `${a}${a}`"},
      {"", "''.repeat(1e300)"},
      {"const a = Buffer.from('a'.repeat(1e6))", "a.toString('hex')"},
  });
}

TEST(HostileEvaluate, RegularExpressions) {
  CheckBounded({
      {"const a = 'a'.repeat(1000)", "/(a*)*b/.test(a)"},
      {"const a = 'a'.repeat(1e6)", "/^(a*)\\1b/.test(a)"},
      {"", "/(x{100}){100}/.test('y')"},
      {"const a = new RegExp('(a)'.repeat(3000)), b = 'b'.repeat(1e5)", "a.test(b)"},
      {"const a = 'a'.repeat(1e6), b = '$&'.repeat(1000)", "a.replace(/^a*$/, b)"},
      {"const a = 'a'.repeat(1e6), b = 'b'.repeat(1e6)", "a.replace(/a/g, () => b)"},
  });
}

TEST(HostileEvaluate, ArraysAndObjects) {
  CheckBounded({
      {"const a = Array(200000).fill(1)", "a.push(a.shift())"},
      {"const a = Array(200000).fill(1)", "a.splice(0, 1, 1)"},
      {"const a = Array(200000).fill(1)", "a.reverse()"},
      {"const a = Array(200000).fill(1)", "a.includes(2)"},
      {"const a = Array(200000).fill('x')", "a.sort()"},
      {"const a = Array(200000).fill(1)", "a.concat(a, a, a, a, a, a, a, a)"},
      {"const a = Array(200000).fill(1), b = Array(10000).fill(a)", "b.flat()"},
      {"const a = Array(200000).fill(1)", "[...a, ...a]"},
      {"const a = Array(200000).fill(1)", "a.map(Boolean)"},
      {"const a = Array(200000).fill('x')", "a.join()"},
      {"const a = {b: 1}, b = 'b'.repeat(1e6)", "a[b]"},
      {"const a = {b: 1}, b = 'b'.repeat(1e6)", "a[b] = 1"},
      {"const a = {b: 1}, b = 'b'.repeat(1e6)", "a.hasOwnProperty(b)"},
      {"const a = 'a', b = 'b'.repeat(1e6)", "try { a[b] } catch {}"},
      {"", "({a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10})"},
      {"const a = {}; for (let i = 0; i < 9000; ++i) a['k' + i] = i", "Object.keys(a)"},
  });
}

TEST(HostileEvaluate, Functions) {
  CheckBounded({
      {"function g(a) { return a }", "g(1)"},
      {"", "() => 1"},
      {"", "try { throw 1 } catch (e) { }"},
      {"const a = null", "try { a.b } catch (e) { }"},
      {"const a = Math.max.bind(null, ...Array(100000).fill(1))", "a()"},
      {"function g() {} const a = g.bind(null, ...Array(100000).fill(1))", "a()"},
      {"function g() { for (;;) () => 1 }", "g.apply(null, Array(100000).fill(1))"},
      {"function g() { return arguments } const a = Array(100000).fill(1)", "g.apply(null, a)"},
      {"let a = () => 1", "a = a.bind()"},
  });
}

TEST(HostileEvaluate, HandsOutNoMoreThanALimitedValue) {
  // Every element is a megabyte of text, the same one.
  const std::string source = "Array(100000).fill('a'.repeat(1e6))";
  Scratch scratch;
  const Module module = Parse(source, {.goal = Goal::kScript}, scratch);
  const Tree& tree = *module.tree;
  const auto body = tree.List(tree.As<Program>(module.program).body);
  Evaluator evaluator(module);
  const auto value = evaluator.Evaluate(tree.As<ExpressionStatement>(body[0]).expression);
  ASSERT_TRUE(value);
  ASSERT_EQ(value->elements.size(), 100'000U);
  EXPECT_EQ(value->elements.back().kind, Value::Kind::kUnknown);
}

/// What makes javascript-obfuscator's high preset dear: RC4 of several texts at every turn of the
/// string array, until a sum is right, with numbers written as sums.
TEST(HostileEvaluate, DecryptsAtEveryTurnOfAStringArray) {
  const std::string source = R"(
    function list() { const l = ['cP', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7', '31', '11'];
                      list = function () { return l }; return list() }
    function rc4(t, k) {
      let s = [], j = 0x2*0x126+-0x153+-0xf9, x, out = '';
      for (var i = -0x10+0x10; i < 0x195*0x17+0x1ab*0x16+-0x1*0x4815; i++) { s[i] = i; }
      for (i = 0x0; i < 0x100; i++) {
        j = (j + s[i] + k['charCodeAt'](i % k['length'])) % (0x8*-0x194+-0x31*-0x1+0x1*0xd6f),
        x = s[i], s[i] = s[j], s[j] = x; }
      i = 0, j = 0;
      for (let n = 0; n < t['length']; n++) {
        i = (i + 1) % 256, j = (j + s[i]) % 256, x = s[i], s[i] = s[j], s[j] = x,
        out += String['fromCharCode'](t['charCodeAt'](n) ^ s[(s[i] + s[j]) % 256]); }
      return out; }
    function text(n) { const l = list(); return rc4(rc4(l[n], 'key'), 'key') }
    (function (l) { const a = l(); for (;;) {
      if (parseInt(text(0)) + parseInt(text(1)) === 42) break; a.push(a.shift()) } })(list);
    text(2))";
  Scratch scratch;
  const Module module = Parse(source, {.goal = Goal::kScript}, scratch);
  ASSERT_TRUE(module.ok());
  const Tree& tree = *module.tree;
  const auto body = tree.List(tree.As<Program>(module.program).body);
  Evaluator evaluator(module);
  EXPECT_EQ(evaluator.EvaluateString(tree.As<ExpressionStatement>(body.back()).expression), "cP");
  EXPECT_LE(evaluator.steps_used(), 600'000U);
}

}  // namespace
}  // namespace js::hostile
