#include "js/evaluate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "js/parse.h"

namespace {

std::string Show(const js::Value& value) {
  using Kind = js::Value::Kind;
  switch (value.kind) {
    case Kind::kUnknown:
      return "?";
    case Kind::kUndefined:
      return "undefined";
    case Kind::kNull:
      return "null";
    case Kind::kBoolean:
      return value.boolean ? "true" : "false";
    case Kind::kNumber: {
      std::string text = std::to_string(value.number);
      text.erase(text.find_last_not_of('0') + 1);
      return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
    }
    case Kind::kString:
      return "'" + value.Utf8() + "'";
    case Kind::kBytes:
      return "bytes '" + value.bytes + "'";
    case Kind::kFunction:
      return "function";
    case Kind::kRegExp:
      return "regexp";
    case Kind::kArray:
    case Kind::kObject:
      break;
  }
  std::string text;
  for (const js::Value& element : value.elements)
    text += (text.empty() ? "" : ", ") + Show(element);
  for (const auto& property : value.properties) {
    text += (text.empty() ? "" : ", ") + js::Value{.text = property.name}.Utf8() + ": " +
            Show(property.value);
  }
  return value.kind == Kind::kArray ? "[" + text + "]" : "{" + text + "}";
}

/// What the last statement, an expression, is worth; "nothing" when it has no value.
std::string Last(std::string_view source, js::EvaluateBudget budget = {}) {
  js::Scratch scratch;
  const js::Module module = js::Parse(source, {.goal = js::Goal::kCommonJs}, scratch);
  if (!module.ok()) return "syntax error";
  const js::Tree& tree = *module.tree;
  const auto body = tree.List(tree.As<js::Program>(module.program).body);
  const auto* const last = tree.If<js::ExpressionStatement>(body.back());
  if (last == nullptr) return "no expression";
  js::Evaluator evaluator(module, budget);
  const auto value = evaluator.Evaluate(last->expression);
  return value ? Show(*value) : "nothing";
}

struct Case {
  std::string_view source;
  std::string_view expected;
};
void Check(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(Last(c.source), c.expected) << c.source;
}

TEST(Evaluate, FoldsLiteralsAndOperators) {
  Check({{"'a' + 1 + null + true", "'a1nulltrue'"},
         {"`x${1 + 2}y${'z'}`", "'x3yz'"},
         {"[1, 'b', [2]].join('-')", "'1-b-2'"},
         {"({a: 1, ['b' + 1]: {c: 'd'}})['b1'].c", "'d'"},
         {"(![] + [])[+[]] + ([][[]] + [])[1]", "'fn'"},
         {"typeof undefined + typeof 'a' + typeof (() => 1)", "'undefinedstringfunction'"},
         {"1 / 3 * 3 === 1 && ~5 >>> 28", "15"},
         {"null ?? (0 || 'x')", "'x'"},
         {"void 0", "undefined"},
         {"0x10 ** 2 % 100", "56"},
         {"[1, process.env.HOME]", "[1, ?]"}});
}

TEST(Evaluate, KnowsPureBuiltins) {
  Check(
      {{"String.fromCharCode(104, 105)", "'hi'"},
       {"atob('aGk=') + btoa('hi')", "'hiaGk='"},
       {"Buffer.from('6869', 'hex').toString()", "'hi'"},
       {"Buffer.from('aGk', 'base64').toString('utf8')", "'hi'"},
       {"Buffer.from([104, 105])", "bytes 'hi'"},
       {"'olleh'.split('').reverse().join('')", "'hello'"},
       {"unescape('%68%u0069') + decodeURIComponent('%C3%A9')", "'hi\xC3\xA9'"},
       {"'a-b-c'.replace(/-/g, '.').replace('a', x => x + x)", "'aa.b.c'"},
       {"'68656c'.match(/.{2}/g).map(h => String.fromCharCode(parseInt(h, 16))).join('')", "'hel'"},
       {"globalThis['ato' + 'b']('aGk=')", "'hi'"},
       {"Math.floor(parseFloat('3.7e1x') / 2)", "18"},
       {"JSON.parse('{\"a\":[\"b\"]}').a[0]", "'b'"},
       {"Object.keys({x: 1, y: 2}).concat(Object.values({z: 3}))", "['x', 'y', 3]"},
       {"[3, 1, 2].sort().map((x, i) => x * i).filter(x => x)", "[2, 6]"},
       {"'caf\xC3\xA9'.charCodeAt(3).toString(16)", "'e9'"}});
}

TEST(Evaluate, FollowsVariables) {
  Check({{"const a = 'x', b = a + 'y'; b", "'xy'"},
         {"const {a, b: [c, ...d], e = 'f'} = {a: 1, b: [2, 3, 4]}; [a, c, d, e]",
          "[1, 2, [3, 4], 'f']"},
         {"(function (a, b) { return a + b })('x', 'y')", "'xy'"},
         {"var f = String.fromCharCode; f(65) + f.call(null, 66) + f.apply(null, [67])", "'ABC'"},
         {"let s = 'a'; s += 'b'; s", "'ab'"},
         {"var out = ''; for (var i = 0; i < 3; i++) { out += i } out", "'012'"},
         {"const list = ['a']; list.push('b'); list[1]", "'b'"},
         {"const o = {h: 'a'}; o.h = 'b'; o.h", "'b'"},
         {"let x = 'a'; function f() { x = 'b' } x", "nothing"},
         {"let x = 'a'; if (process.argv.length) x = 'b'; x", "nothing"},
         {"var k = require('k'); 'a' + k", "nothing"},
         {"function f(p) { return 'a' + p } f", "function"}});
}

TEST(Evaluate, MakesObjectsOfFunctions) {
  Check({
      {"function P(n) { this.n = n } P.prototype.get = function () { return 'a' + this.n };"
       " function f() { return typeof new P(1).get } f()",
       "nothing"},
      {"function f() { function P() { this.a = 'x' } P.prototype.b = 'y'; const p = new P;"
       " p.b = 'z'; return p.a + p.b + new P().b } f()",
       "'xzy'"},
      {"function f() { function P() { return { a: 'own' } } return new P().a } f()", "'own'"},
      {"function f() { const P = () => 1; try { new P } catch { return 'refused' } } f()",
       "'refused'"},
      {"function f() { return new RegExp('b+', 'g').test('abb') ? 'yes' : 'no' } f()", "'yes'"},
      {"function f() { return 'a1b2'.replace(RegExp('[0-9]', 'g'), '') } f()", "'ab'"},
      {"function f() { return ('' + function () { return 0x0 }).indexOf('\\n') } f()", "-1"},
      {"function g() { return 1 } function f() { return g.toString().slice(0, 10) } f()",
       "'function g'"},
      {"function f() { const o = { m() { return 1 } }; return '' + o.m } f()", "nothing"},
      {"function f() { for (let i = 0; ; ++i) new f } f()", "nothing"},
      {"for (var c of ['a']) { (() => c)() } (() => c)()", "nothing"},
      {"function f() { function P() {} for (const k in new P) return k; return 'none' } f()",
       "nothing"},
  });
}

TEST(Evaluate, InterpretsPureFunctions) {
  Check({
      {"function xor(t, k) { let o = ''; for (let i = 0; i < t.length; i++)"
       " o += String.fromCharCode(t.charCodeAt(i) ^ k.charCodeAt(i % k.length)); return o }"
       " xor(xor('secret', 'ab'), 'ab')",
       "'secret'"},
      {"function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) } f(12)", "144"},
      {"function f() { try { throw 'a' } catch (e) { return e } finally { } } f()", "'a'"},
      {"function f(x) { switch (x) { case 1: return 'one'; default: return 'many' } } f(1) + f(2)",
       "'onemany'"},
      {"function f() { o: for (;;) { for (const c of 'ab') { if (c === 'b') break o } } return 'x' "
       "}"
       " f()",
       "'x'"},
      {"function f() { const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i);"
       " return fs.map(g => g()).join() } f()",
       "'0,1,2'"},
      {"function f() { return arguments.length + [...arguments].join('') } f('a', 'b')", "'2ab'"},
      {"var a = ['c', 'a', 'b']; (function (x, n) { while (n--) x.push(x.shift()) })(a, 1);"
       " a.join('')",
       "'abc'"},
      {"function t() { const l = ['x', 'y']; t = function () { return l }; return t() }"
       " t()[1] + t()[0]",
       "'yx'"},
      {"function f() { return Date.now() } f()", "nothing"},
      {"function f() { return Math.random() } f()", "nothing"},
  });
}

TEST(Evaluate, DecodesBase64WithAShuffledAlphabet) {
  EXPECT_EQ(
      Last("const A = 'zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA9876543210-_';"
           "function d(s) { let o = '', n = 0, b = 0; for (const c of s) {"
           " n = n << 6 | A.indexOf(c); b += 6; if (b >= 8) { b -= 8;"
           " o += String.fromCharCode(n >> b & 255); n &= (1 << b) - 1 } } return o }"
           "function e(s) { let o = '', n = 0, b = 0; for (const c of s) {"
           " n = n << 8 | c.charCodeAt(0); b += 8; while (b >= 6) { b -= 6; o += A[n >> b & 63] } }"
           " if (b) o += A[n << 6 - b & 63]; return o }"
           "d(e('collector.invalid'))"),
      "'collector.invalid'");
}

TEST(Evaluate, HasNoHost) {
  for (const std::string_view source :
       {"require('fs')", "process.env", "eval('1')", "Function('return 1')()", "new Date()",
        "import('x')", "fetch('x')", "[].constructor.constructor('return 1')()", "this",
        "Math.random()", "console.log('a')", "document.cookie", "setTimeout(() => 1)",
        "with ({a: 1}) { } a"}) {
    EXPECT_EQ(Last(source), "nothing") << source;
  }
}

TEST(Evaluate, DoesNotKnowWhatAMalformedPatternMatches) {
  for (const std::string_view pattern : {"(?<a", "(?<", "(?", "(", ")", "a\\\\", "[a-", "[",
                                         "[a\\\\", "*", "a|+", "(?:?)", "\\\\u12"}) {
    const std::string source =
        "function f() { return RegExp('" + std::string(pattern) + "').test('b') } f()";
    EXPECT_EQ(Last(source), "nothing") << source;
  }
}

TEST(Evaluate, StopsWhenTheBudgetIsSpent) {
  const auto ends = [](std::string_view source) {
    js::Scratch scratch;
    const js::Module module = js::Parse(source, {.goal = js::Goal::kScript}, scratch);
    js::Evaluator evaluator(module, {.steps = 100'000, .bytes = 4'000'000});
    const js::Tree& tree = *module.tree;
    const auto body = tree.List(tree.As<js::Program>(module.program).body);
    const js::NodeId asked = tree.As<js::ExpressionStatement>(body.back()).expression;
    int questions = 0;
    while (!evaluator.exhausted() && questions++ < 100) {
      if (evaluator.Evaluate(asked)) return false;
    }
    return questions <= 40 && evaluator.steps_used() < 200'000;
  };
  EXPECT_TRUE(ends("function f() { for (;;) { } } f()"));
  EXPECT_TRUE(ends("function f() { let s = 'a'; for (;;) s += s } f()"));
  EXPECT_TRUE(ends("function f() { const a = []; for (;;) a.push([a]) } f()"));
  EXPECT_TRUE(ends("'a'.repeat(9e6)"));
  EXPECT_TRUE(ends("/(a*)*b/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')"));
}

TEST(Evaluate, AnswersAfterAQuestionThatHasNoEnd) {
  js::Scratch scratch;
  const js::Module module = js::Parse(
      "function f() { for (;;) { } } f(); '/(((.+)+)+)+$/'; "
      "/(((.+)+)+)+$/.test('aaaaaaaaaaaaaaaaaaa"
      "aaaaaaaaaaaaaaaaaaaaaaa\\n'); 'a'.repeat(9e6); 'h' + 'i'",
      {.goal = js::Goal::kScript}, scratch);
  const js::Tree& tree = *module.tree;
  const auto body = tree.List(tree.As<js::Program>(module.program).body);
  js::Evaluator evaluator(module, {.steps = 100'000, .bytes = 4'000'000});
  std::optional<std::string> last;
  for (const js::NodeId statement : body.subspan(1))
    last = evaluator.EvaluateString(tree.As<js::ExpressionStatement>(statement).expression);
  EXPECT_EQ(last, "hi");
}

TEST(Evaluate, BoundsDepth) {
  EXPECT_EQ(Last("function f() { return f() } f()"), "nothing");
  EXPECT_EQ(Last("const a = b, b = a; a"), "nothing");
  EXPECT_EQ(Last("function f(n) { return n ? f(n - 1) : 'end' } f(20)"), "'end'");
  EXPECT_EQ(Last("function f(n) { return n ? f(n - 1) : 'end' } f(5000)"), "nothing");
  std::string sum = "''";
  for (int i = 0; i < 20'000; ++i) sum += "+'a'";
  EXPECT_EQ(Last(sum + "; (" + sum + ").length"), "20000");
}

TEST(Evaluate, KeepsLoneSurrogates) {
  js::Scratch scratch;
  const js::Module module = js::Parse("'\\ud83d' + '\\ude00'.slice(0, 0)", {}, scratch);
  const js::Tree& tree = *module.tree;
  const auto body = tree.List(tree.As<js::Program>(module.program).body);
  js::Evaluator evaluator(module);
  const auto value = evaluator.Evaluate(tree.As<js::ExpressionStatement>(body.back()).expression);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->text, std::u16string(1, char16_t{0xd83d}));
  EXPECT_EQ(value->Utf8(), "\xed\xa0\xbd");
}

}  // namespace
