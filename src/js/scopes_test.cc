#include "js/scopes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "js/parse.h"

namespace js {
namespace {

/// Every Identifier in source order as name@line-of-declaration column: "a->2" means the binding
/// whose declaration begins at offset 2; "?" a global; "~" a place where `with` or `eval` may
/// change the meaning; "!" a write.
std::string Meanings(std::string_view source, Goal goal) {
  Scratch scratch;
  const Module module = Parse(source, {.goal = goal}, scratch);
  EXPECT_TRUE(module.ok()) << source;
  std::string text;
  const Tree& tree = *module.tree;
  std::vector<NodeId> names;
  Walk(tree, module.program, [&](NodeId id) {
    const auto* tag = tree.If<JSXIdentifier>(id);
    const bool is_reference =
        tag != nullptr &&
        (tag->binding != BindingId::kNone || std::ranges::count(module.scopes->globals(), id) > 0);
    if (tree.KindOf(id) == Kind::kIdentifier || is_reference) names.push_back(id);
    return true;
  });
  std::sort(names.begin(), names.end(),
            [&](NodeId a, NodeId b) { return tree[a].begin < tree[b].begin; });
  for (const NodeId id : names) {
    const auto& name = tree.As<Identifier>(id);
    if (name.Has(Node::kDeclares)) continue;
    if (!text.empty()) text += ' ';
    text.append(tree.Text(name.name));
    if (name.Has(Node::kWrites)) text += '!';
    if (name.Has(Node::kDynamic)) text += '~';
    if (name.binding == BindingId::kNone) {
      text += '?';
    } else {
      const Binding& binding = (*module.scopes)[name.binding];
      if (binding.kind == BindingKind::kArguments) {
        text.append("@").append(std::to_string(static_cast<int>(binding.scope)));
        continue;
      }
      text.append(std::to_string(tree[binding.declaration].begin));
    }
  }
  return text;
}

struct Case {
  std::string_view source;
  std::string_view meanings;
};

TEST(Scopes, ResolveNamesToTheirDeclarations) {
  const Case cases[] = {
      {"let a; a; b", "a4 b?"},
      {"a; var a", "a7"},
      {"a(); function a() { a }", "a14 a14"},
      {"{ a; { var a } }", "a11"},
      {"let a; { let a; a } a", "a13 a4"},
      {"function f(a) { a; var b; b }", "a11 b23"},
      {"(function f() { f })", "f10"},
      {"(function f(f) { f })", "f12"},
      {"(class A { m() { A } })", "A7"},
      {"class A { m() { A } } A", "A6 A6"},
      {"a => a", "a0"},
      {"(a, b = a) => { b }", "a1 b4"},
      {"async a => a", "a6"},
      {"async (a) => a; async(b)", "a7 async? b?"},
      {"(a); (a) => 1", "a?"},
      {"x = (a = () => b, b) => a", "x!? b18 a5"},
      {"try { e } catch (e) { e }", "e? e17"},
      {"for (let i of i) i", "i9 i9"},
      {"switch (a) { case 1: let a; a }", "a? a25"},
      {"({ a, b: c, [d]: e })", "a? c? d? e?"},
      {"[a, b.c] = d", "a!? b? d?"},
      {"({ a, b: [c = d] } = e)", "a!? c!? d? e?"},
      {"a: for (;;) break a", ""},
      {"{ function f() {} } f", "f11"},
      {"'use strict'; { function f() {} } f", "f?"},
      {"with (a) b", "a? b~?"},
      {"function f(a) { eval(''); a; b }", "eval~? a~11 b~?"},
      {"function f(a) { 'use strict'; eval(''); a }", "eval? a11"},
      {"a++; a += 1; typeof a; var a", "a!27 a!27 a27"},
      {"class A { [a] = a; static { let a; a } }", "a? a? a32"},
  };
  for (const Case& c : cases) EXPECT_EQ(Meanings(c.source, Goal::kScript), c.meanings) << c.source;
  EXPECT_EQ(Meanings("import a, { b as c } from 'd'; export { a as default, c }; a", Goal::kModule),
            "a7 c17 a7");
}

TEST(Scopes, KeepTheVariablesOfABodyFromItsParameters) {
  const Case cases[] = {
      // The parameters hold no expression: one scope.
      {"function f(x) { var x; x }", "x11"},
      {"function f(x, [y]) { var y; y }", "y15"},
      {"function f(a, b = () => a) { var a; a }", "a11 a33"},
      {"function f(a = x) { var x; x }", "x? x24"},
      {"function f({ [x]: a }) { var x; x }", "x? x29"},
      {"function f(a = x) { function x() {} x }", "x? x29"},
      {"function f(a = 1) { { function a() {} } a }", "a11"},
      {"function f(a = 1) { 'b' + b; var b }", "b33"},
      {"((a = x) => { var x; x })", "x? x18"},
      {"({ m(a = x) { var x; x } })", "x? x18"},
      {"function f(a = () => { var x; x }) { x }", "x27 x?"},
      {"(function x(a = x) { var x; x })", "x10 x25"},
      {"function f(a = 1) { return arguments; }", "arguments@1"},
  };
  for (const Case& c : cases) EXPECT_EQ(Meanings(c.source, Goal::kScript), c.meanings) << c.source;
  const auto refused = [](std::string_view source) {
    Scratch scratch;
    return !Parse(source, {.goal = Goal::kScript}, scratch).ok();
  };
  EXPECT_TRUE(refused("function f(a = 1) { let a }"));
  EXPECT_TRUE(refused("function f({ b: a }, c = 1) { const a = 1 }"));
  EXPECT_TRUE(refused("(a = 1) => { class a {} }"));
  EXPECT_FALSE(refused("function f(a = 1) { { let a } }"));
  EXPECT_FALSE(refused("function f(a = () => { let b }) { let b }"));
}

TEST(Scopes, KnowTheArgumentsOfFunctions) {
  const Case cases[] = {
      {"arguments", "arguments?"},
      {"() => arguments", "arguments?"},
      {"function f() { arguments; arguments }", "arguments@1 arguments@1"},
      {"function f() { { arguments } () => arguments }", "arguments@1 arguments@1"},
      {"function f() { arguments; (function () { arguments }) }", "arguments@1 arguments@2"},
      {"var arguments; function f() { arguments }", "arguments@1"},
      {"function f(arguments) { arguments }", "arguments11"},
      {"function f() { var arguments; () => arguments }", "arguments19"},
      {"(function arguments() { arguments })", "arguments@1"},
  };
  for (const Case& c : cases) EXPECT_EQ(Meanings(c.source, Goal::kScript), c.meanings) << c.source;
}

TEST(Scopes, ReferFromTagsToComponents) {
  const Case cases[] = {
      {"let Foo; <Foo/>", "Foo4"},
      {"let foo; <foo/>", ""},
      {"let a; <a.b.c></a.b.c>", "a4"},
      {"let a; <a:b/>", ""},
      {"<Foo x={y}></Foo>", "Foo? y?"},
      {"let _a; <_a/>", "_a4"},
      {"let a; <a-b/>", ""},
      {"<this.a/>", ""},
      {"let Foo; <b><Foo/></b>", "Foo4"},
  };
  for (const Case& c : cases) EXPECT_EQ(Meanings(c.source, Goal::kJsx), c.meanings) << c.source;
}

TEST(Scopes, KnowWhatIsReassignedAndCaptured) {
  Scratch scratch;
  const Module module = Parse(
      "const a = 1; var b = 1; b = 2; var c = 1; var c = 2; let d; d = 1; var e = 1; function f() "
      "{ e; a } for (var g of []);",
      {.goal = Goal::kScript}, scratch);
  std::string text;
  for (const Binding& binding : module.scopes->bindings().subspan(1)) {
    text.append(module.tree->Text(binding.name));
    if (binding.reassigned) text += '!';
    if (binding.captured) text += '^';
    text += binding.definitions == 2 ? '=' : ':';
    text.append(std::to_string(
        module.scopes->Mentions(static_cast<BindingId>(&binding - module.scopes->bindings().data()))
            .size()));
    text += ' ';
  }
  EXPECT_EQ(text, "a^:2 b!=2 c!=2 d!=2 e^:2 f:1 g:1 ");
}

TEST(Scopes, NestAsTheSourceDoes) {
  Scratch scratch;
  const Module module = Parse("x = (a = function () { { let b } }) => { class A {} }",
                              {.goal = Goal::kScript}, scratch);
  std::string text;
  for (const Scope& scope : module.scopes->scopes()) {
    text += std::to_string(static_cast<int>(scope.kind)) + "<" +
            std::to_string(static_cast<int>(scope.parent)) + " ";
  }
  // program, then in the order they were met: function and block before the arrow around them.
  EXPECT_EQ(text, "0<0 1<3 3<1 2<0 13<3 7<4 ");
}

}  // namespace
}  // namespace js
