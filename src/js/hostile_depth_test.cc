// A hundred thousand of the same thing within or behind one another. What nests is refused with one
// error about its depth, in bounded time and memory; what is only long is accepted, and then goes
// through the scopes, the printer, the JSON writer and the evaluator as well.
#include <string>
#include <string_view>

#include "js/hostile_test.h"

namespace js::hostile {
namespace {

constexpr std::size_t kMany = 100'000;

/// `begin`, the openings, `middle`, the closings, `end`.
struct Nest {
  std::string_view begin;
  std::string_view open;
  std::string_view middle;
  std::string_view close;
  std::string_view end;
  Goal goal = Goal::kScript;
};

std::string Text(const Nest& nest, std::size_t depth) {
  std::string text(nest.begin);
  text += Repeat(nest.open, depth);
  text += nest.middle;
  text += Repeat(nest.close, depth);
  text += nest.end;
  return text;
}

/// Refused when deep, and for that reason alone: the same a few deep is accepted.
void CheckRefused(std::initializer_list<Nest> nests) {
  constexpr std::size_t kFew = 20;
  for (const Nest& nest : nests) {
    EXPECT_TRUE(Survives(Text(nest, kFew), nest.goal)) << Text(nest, 3);
    const std::string deep = Text(nest, kMany);
    EXPECT_FALSE(Survives(deep, nest.goal)) << Text(nest, 3);
    // Truncated in the middle: nothing is ever closed.
    const std::size_t half = nest.begin.size() + nest.open.size() * kMany;
    EXPECT_FALSE(Survives(std::string_view(deep).substr(0, half), nest.goal)) << Text(nest, 3);
  }
}

TEST(HostileDepth, Brackets) {
  CheckRefused({
      {"x = ", "(", "a", ")", ";"},
      {"x = ", "[", "a", "]", ";"},
      {"x = ", "{a:", "b", "}", ";"},
      {"x = ", "([{a:", "b", "}])", ";"},
      {"", "a(", "b", ")", ";"},
      {"", "a[", "b", "]", ";"},
      {"", "a?.[", "b", "]", ";"},
      {"", "new (", "a", ")", ";"},
      {"import(", "(", "a", ")", ");"},
      {"", "{", "a", "}", ""},
      {"", "if(a){", "b", "}else{}", ""},
      {"", "try{", "a", "}finally{}", ""},
      {"", "switch(a){case b:", "c", "}", ""},
      {"", "for(;a;){", "b", "}", ""},
  });
}

TEST(HostileDepth, PatternsAndParameters) {
  CheckRefused({
      {"let ", "[", "a", "]", " = b;"},
      {"let ", "{a:", "b", "}", " = c;"},
      {"let ", "[{a:", "b", "}]", " = c;"},
      {"", "[", "a", "]", " = b;"},
      {"(", "{a:", "b", "}", " = c);"},
      {"(", "[", "a", "]", ") => b;"},
      {"let [", "...[", "a", "]", "] = b;"},
      {"", "(a=", "b", ")=>c", ";"},
      {"function f(a = ", "(b = ", "c", ") => d", "){}"},
      {"function f(", "[a = ", "b", "]", "){}", Goal::kTypeScript},
  });
}

TEST(HostileDepth, FunctionsClassesAndTemplates) {
  CheckRefused({
      {"", "function f(){", "a", "}", ""},
      {"", "(function(){", "a", "})()", ""},
      {"", "(()=>{", "a", "})()", ""},
      {"", "async()=>{", "a", "}", ""},
      {"x = ", "class{a=", "b", "}", ";"},
      {"x = ", "class{[", "b", "]=c}", ";"},
      {"x = ", "class{a(){x=", "b", "}}", ";"},
      {"", "class A{static{", "a", "}}", ""},
      {"x = ", "class extends ", "a", "{}", ";"},
      {"", "@(", "a", ") class A{}", "", Goal::kScript},
      {"", "`${", "a", "}`", ""},
      {"a", "`${b", "c", "}`", ""},
      {"x = ", "`${[", "a", "]}`", ""},
  });
}

TEST(HostileDepth, RegularExpressions) {
  CheckRefused({
      {"/", "(", "a", ")", "/"},
      {"/", "(?:", "a", ")*", "/"},
      {"/", "(?=", "a", ")", "/"},
      {"/", "(?<!", "a", ")", "/u"},
      {"/", "(?i-m:", "a", ")", "/"},
      {"/", "[", "a", "]", "/v"},
      {"/", "[^[", "a", "]]", "/v"},
  });
}

TEST(HostileDepth, Types) {
  constexpr Goal kGoal = Goal::kTypeScript;
  CheckRefused({
      {"type A = ", "(", "b", ")", ";", kGoal},
      {"type A = ", "[", "b", "]", ";", kGoal},
      {"type A = ", "{a:", "b", "}", ";", kGoal},
      {"type A = ", "B<", "c", ">", ";", kGoal},
      {"type A = ", "(a:", "b", ")=>c", ";", kGoal},
      {"type A = ", "()=>", "b", "", ";", kGoal},
      {"type A = ", "new()=>", "b", "", ";", kGoal},
      {"type A = ", "keyof ", "b", "", ";", kGoal},
      {"type A = ", "a extends b?", "c", ":d", ";", kGoal},
      {"type A = ", "`${", "b", "}`", ";", kGoal},
      {"type A = ", "{[a in b]:", "c", "}", ";", kGoal},
      {"type A = ", "a[", "b", "]", ";", kGoal},
      {"type A = ", "typeof a<", "b", ">", ";", kGoal},
      {"let a: ", "(", "b", ")", ";", kGoal},
      {"", "namespace A{", "a", "}", "", kGoal},
      {"a as ", "B<", "c", ">", ";", kGoal},
      {"x = ", "<a>", "b", "", ";", kGoal},
      {"f<", "A<", "b", ">", ">();", kGoal},
      {"function f<A extends ", "B<", "c", ">", ">(){}", kGoal},
  });
}

TEST(HostileDepth, Jsx) {
  for (const Goal goal : {Goal::kJsx, Goal::kTsx}) {
    CheckRefused({
        {"x = ", "<a>", "b", "</a>", ";", goal},
        {"x = ", "<>", "b", "</>", ";", goal},
        {"x = ", "<a b={", "c", "}/>", ";", goal},
        {"x = ", "<a b=", "<c/>", "/>", ";", goal},
        {"x = ", "<a>{", "b", "}</a>", ";", goal},
        {"x = ", "<a {...", "b", "}/>", ";", goal},
    });
  }
}

TEST(HostileDepth, Prefixes) {
  CheckRefused({
      {"", "!", "a", "", ";"},
      {"", "- ", "a", "", ";"},
      {"", "typeof ", "a", "", ";"},
      {"", "new ", "a", "", ";"},
      {"async () => ", "await ", "a", "", ";"},
      {"function* f(){", "yield ", "a", "", "}"},
      {"", "a=>", "b", "", ";"},
      {"", "a=", "b", "", ";"},
      {"", "a**", "b", "", ";"},
      {"", "a?b:", "c", "", ";"},
      {"", "a?", "b", ":c", ";"},
      {"", "if(a)", "b", "", ";"},
      {"", "if(a)b;else ", "c", "", ";"},
      {"", "while(a)", "b", "", ";"},
      {"", "for(a in b)", "c", "", ";"},
      {"", "do ", "a", ";while(b)", ";"},
      {"", "with(a)", "b", "", ";"},
  });
}

/// What is long and does not nest.
struct Chain {
  std::string_view begin;
  std::string_view piece;
  std::string_view end;
  Goal goal = Goal::kScript;
};

void CheckAccepted(std::initializer_list<Chain> chains) {
  for (const Chain& chain : chains) {
    std::string text(chain.begin);
    text += Repeat(chain.piece, kMany);
    text += chain.end;
    EXPECT_TRUE(Survives(text, chain.goal)) << text.substr(0, 30);
  }
}

TEST(HostileDepth, ChainsOfExpressions) {
  CheckAccepted({
      {"a", ".b", ""},         {"a", "?.b", ""},
      {"a", "[0]", ""},        {"a", "?.[0]", ""},
      {"a", "()", ""},         {"a", "?.()", ""},
      {"a", ".b()", ""},       {"a", "``", ""},
      {"a", "+b", ""},         {"a", "-1", ""},
      {"a", "&&b", ""},        {"a", "??b", ""},
      {"a", ",b", ""},         {"'a'", "+'b'", ""},
      {"x=[", "a,", "]"},      {"x=[", ",", "]"},
      {"x={", "a:1,", "}"},    {"f(", "a,", "b)"},
      {"`", "${a}", "`"},      {"function f(", "a,", "b){}"},
      {"class A{", "a;", "}"},
  });
}

TEST(HostileDepth, ChainsOfStatementsAndTypes) {
  CheckAccepted({
      {"", "a;", ""},
      {"", ";", ""},
      {"switch(a){", "case b:", "}"},
      {"var ", "a=1,", "b"},
      {"", "var a;", ""},
      {"", "function f(){}", ""},
      {"", "/**/", "a"},
      {"", "import 'a';", "", Goal::kModule},
      {"let a: ", "B|", "C", Goal::kTypeScript},
      {"let a: ", "B&", "C", Goal::kTypeScript},
      {"let a: b", "[]", "", Goal::kTypeScript},
      {"let a: b", ".c", "", Goal::kTypeScript},
      {"a", "!", "", Goal::kTypeScript},
      {"a", " as b", "", Goal::kTypeScript},
      {"interface A {", "a:b;", "}", Goal::kTypeScript},
      {"", "@a ", "class B {}"},
      {"x = <a>", "<b/>", "</a>", Goal::kJsx},
      {"x = <a ", "b ", "/>", Goal::kJsx},
      {"/", "a|", "b/"},
      {"/[", "ab", "]/v"},
      {"/", "a{1}", "/"},
  });
}

}  // namespace
}  // namespace js::hostile
