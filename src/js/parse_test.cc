#include "js/parse.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "js/estree_json.h"

namespace js {
namespace {

std::string Json(std::string_view source, Goal goal) {
  Scratch scratch;
  const Module module = Parse(source, {.goal = goal}, scratch);
  if (!module.ok()) return ToDiagnostic(module.errors.front(), "", source).code;
  return EstreeJson(module, EstreeDialect::kAcorn);
}

std::string Repeat(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

/// The code of the first error, or "ok".
std::string Verdict(std::string_view source, Goal goal) {
  Scratch scratch;
  const Module module = Parse(source, {.goal = goal}, scratch);
  return module.ok() ? "ok" : ToDiagnostic(module.errors.front(), "", source).code;
}

TEST(Parse, WritesEstreeAsAcornDoes) {
  EXPECT_EQ(
      Json("a.b?.(1)", Goal::kScript),
      R"({"type":"Program","start":0,"end":8,"body":[{"type":"ExpressionStatement","start":0,"end":8,)"
      R"("expression":{"type":"ChainExpression","start":0,"end":8,"expression":{"type":"CallExpression","start":0,)"
      R"("end":8,"callee":{"type":"MemberExpression","start":0,"end":3,"object":{"type":"Identifier","start":0,)"
      R"("end":1,"name":"a"},"property":{"type":"Identifier","start":2,"end":3,"name":"b"},"computed":false,)"
      R"("optional":false},"arguments":[{"type":"Literal","start":6,"end":7,"value":1,"raw":"1"}],)"
      R"("optional":true}}}],"sourceType":"script"})");
}

TEST(Parse, CountsOffsetsInUtf16Units) {
  EXPECT_EQ(
      Json("'\xF0\x9F\x98\x80\xC3\xA9';x", Goal::kScript),
      R"({"type":"Program","start":0,"end":7,"body":[{"type":"ExpressionStatement","start":0,"end":6,)"
      R"("expression":{"type":"Literal","start":0,"end":5,"value":")"
      "\xF0\x9F\x98\x80\xC3\xA9"
      R"(","raw":"')"
      "\xF0\x9F\x98\x80\xC3\xA9"
      R"('"},"directive":")"
      "\xF0\x9F\x98\x80\xC3\xA9"
      R"("},{"type":"ExpressionStatement","start":6,"end":7,"expression":{"type":"Identifier","start":6,"end":7,)"
      R"("name":"x"}}],"sourceType":"script"})");
}

/// The `bigint` of the literal in acorn's form.
std::string BigInt(const std::string& literal) {
  const std::string json = Json(literal, Goal::kScript);
  const std::size_t from = json.find("\"bigint\":\"") + 10;
  return json.substr(from, json.find('"', from) - from);
}

TEST(Parse, WritesBigIntsInRadixTen) {
  EXPECT_EQ(BigInt("1_000n"), "1000");
  EXPECT_EQ(BigInt("0n"), "0");
  EXPECT_EQ(BigInt("0x0n"), "0");
  EXPECT_EQ(BigInt("0b1010n"), "10");
  EXPECT_EQ(BigInt("0O17n"), "15");
  EXPECT_EQ(BigInt("0xffff_ffff_ffff_ffffn"), "18446744073709551615");
  EXPECT_EQ(BigInt("0x3B9ACA00n"), "1000000000");
  EXPECT_EQ(BigInt("0o7777777777777777777777n"), "73786976294838206463");
  const std::string huge = "0x" + std::string(limits::kBigIntDigits, '1');
  EXPECT_EQ(BigInt(huge + "n"), huge);
}

TEST(Parse, KeepsThePlaceOfADeclarationFarBehindItsDeclare) {
  const std::string gap(300, ' ');
  const std::string source = "declare" + gap + "function f(): void";
  Scratch scratch;
  const Module module = Parse(source, {.goal = Goal::kTypeScript}, scratch);
  ASSERT_TRUE(module.ok());
  const auto body = module.tree->List(module.tree->As<Program>(module.program).body);
  ASSERT_EQ(body.size(), 1U);
  EXPECT_EQ((*module.tree)[body[0]].span(), (Span{.begin = 0, .end = 325}));
}

struct Case {
  std::string_view source;
  Goal goal;
  std::string_view verdict;
};

TEST(Parse, AppliesEarlyErrors) {
  constexpr auto kS = Goal::kScript;
  constexpr auto kM = Goal::kModule;
  const Case cases[] = {
      {"let a; var a;", kS, "J020"},
      {"{ var a; } let a;", kS, "J020"},
      {"{ let a; { var a; } }", kS, "J020"},
      {"function f(a) { let a; }", kS, "J020"},
      {"try {} catch (e) { var e; }", kS, "ok"},
      {"try {} catch ([e]) { var e; }", kS, "J020"},
      {"{ function f() {} function f() {} }", kS, "ok"},
      {"'use strict'; { function f() {} function f() {} }", kS, "J020"},
      {"function f(a, a) {}", kS, "ok"},
      {"(a, a) => 1", kS, "J020"},
      {"function f(a, a) { 'use strict'; }", kS, "J020"},
      {"function eval() { 'use strict'; }", kS, "J021"},
      {"'\\01'; function f() { '\\01'; 'use strict'; }", kS, "J014"},
      {"a: { break b; }", kS, "J028"},
      {"a: { continue a; }", kS, "J028"},
      {"a: a: ;", kS, "J029"},
      {"return", kS, "J027"},
      {"return", Goal::kCommonJs, "ok"},
      {"with (a) b;", kM, "J030"},
      {"delete a", kM, "J031"},
      {"class A { #a; m() { delete this.#a } }", kS, "J032"},
      {"class A { m() { this.#a } }", kS, "J033"},
      {"class A { get #a() {} set #a(b) {} }", kS, "ok"},
      {"class A { get #a() {} static set #a(b) {} }", kS, "J034"},
      {"class A { constructor() {} constructor() {} }", kS, "J035"},
      {"class A { constructor() { super(); } }", kS, "J037"},
      {"class A { a = arguments; }", kS, "J041"},
      {"function f(a = 1) { 'use strict'; }", kS, "J042"},
      {"({ __proto__: 1, '__proto__': 2 })", kS, "J025"},
      {"({ __proto__: a, __proto__: b } = {})", kS, "ok"},
      {"({ a = 1 })", kS, "J024"},
      {"({ a = 1 } = {})", kS, "ok"},
      {"[(a = 1)] = b", kS, "J023"},
      {"[(a)] = b", kS, "ok"},
      {"([(a)]) => 1", kS, "J023"},
      {"[...a, b] = c", kS, "J026"},
      {"a ?? b || c", kS, "J057"},
      {"-a ** 2", kS, "J058"},
      {"(-a) ** 2", kS, "ok"},
      {"a?.b = 1", kS, "J059"},
      {"new a?.b()", kS, "J059"},
      {"a?.`b`", kS, "J059"},
      {"import a from 'b'", kS, "J051"},
      {"export { a }", kM, "J053"},
      {"export { a as b, a as b }; let a;", kM, "J052"},
      {"import.meta", kS, "J054"},
      {"var \\u{66}or;", kS, "J017"},
      {"f\\u006fr (;;);", kS, "J016"},
      {"for (let let of a);", kS, "J045"},
      {"if (a) let\n[b] = c", kS, "J046"},
      {"for (var a = 1 of b);", kS, "J047"},
      {"function* g() { function yield() {} }", kS, "J040"},
      {"async (await) => 1", kS, "J039"},
      {"function* g(a = yield) {}", kS, "J040"},
      {"<!-- a", kS, "ok"},
  };
  for (const Case& c : cases) EXPECT_EQ(Verdict(c.source, c.goal), c.verdict) << c.source;
}

TEST(Parse, ReadsTheRestOfABrokenFile) {
  Scratch scratch;
  const Module module =
      Parse("var a = ;\nfunction f() { b b; c(); }\nvar d = 1;", {.goal = Goal::kScript}, scratch);
  ASSERT_EQ(module.errors.size(), 2U);
  const Tree& tree = *module.tree;
  std::string kinds;
  for (const NodeId id : tree.List(tree.As<Program>(module.program).body)) {
    kinds.append(KindName(tree.KindOf(id))).append(" ");
  }
  EXPECT_EQ(kinds, "InvalidStatement FunctionDeclaration VariableDeclaration ");
}

TEST(Parse, RefusesSyntaxNestedTooDeeply) {
  for (const std::string_view piece : {"(", "[", "{", "!", "a?", "a=>", "`${", "class{a=", "if(a)",
                                       "new ", "[[a]=", "{a:", "f("}) {
    EXPECT_NE(Verdict(Repeat(piece, 100'000), Goal::kScript), "ok") << piece;
  }
  EXPECT_EQ(Verdict(Repeat("(", limits::kSyntaxDepth + 1), Goal::kScript), "J003");
}

TEST(Parse, TriesNothingTwiceInDeepText) {
  for (const std::string_view piece :
       {"@", "class A extends ", "(a=", "a<b<", "a<(", "[infer A extends ", "a?(b=", "<T>("}) {
    EXPECT_NE(Verdict(Repeat(piece, 100'000), Goal::kTypeScript), "ok") << piece;
    EXPECT_NE(Verdict(Repeat(piece, 100'000), Goal::kModule), "ok") << piece;
  }
}

TEST(Parse, AcceptsLongChains) {
  EXPECT_EQ(Verdict("a" + Repeat(".a", 100'000), Goal::kScript), "ok");
  EXPECT_EQ(Verdict("a" + Repeat("+a", 100'000), Goal::kScript), "ok");
  EXPECT_EQ(Verdict("a" + Repeat("()", 100'000), Goal::kScript), "ok");
  EXPECT_GT(Json("a" + Repeat(".a", 100'000), Goal::kScript).size(), 100'000U);
}

TEST(Parse, ChoosesTheGoal) {
  EXPECT_EQ(GoalOf("a/b.mjs", PackageType::kCommonJs), Goal::kModule);
  EXPECT_EQ(GoalOf("a/b.js", PackageType::kModule), Goal::kModule);
  EXPECT_EQ(GoalOf("a/b.js", PackageType::kAbsent), Goal::kDetect);
  EXPECT_EQ(GoalOf("a/b.d.ts", PackageType::kModule), Goal::kDeclarations);
  Scratch scratch;
  EXPECT_EQ(Parse("export default 1", {}, scratch).goal, Goal::kModule);
  EXPECT_EQ(Parse("return 1", {}, scratch).goal, Goal::kCommonJs);
}

}  // namespace
}  // namespace js
