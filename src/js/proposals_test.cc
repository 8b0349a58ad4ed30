// The newest grammar, which test262-parser-tests is too old for: `using`, phases of imports,
// decorators. Rules from ECMA-262 14.3 and 16.2.2 and the proposals at stage 3.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "js/parse.h"

namespace js {
namespace {

bool Accepted(std::string_view source, Goal goal) {
  Scratch scratch;
  return Parse(source, {.goal = goal}, scratch).ok();
}

void CheckAll(Goal goal, const std::vector<std::string_view>& accepted,
              const std::vector<std::string_view>& refused) {
  for (const std::string_view source : accepted) EXPECT_TRUE(Accepted(source, goal)) << source;
  for (const std::string_view source : refused) EXPECT_FALSE(Accepted(source, goal)) << source;
}

TEST(Proposals, UsingDeclaresWhereBlocksDo) {
  CheckAll(Goal::kModule,
           {
               "using a = b",
               "{ using a = b, c = d }",
               "using\na = b",
               "using[a] = b",
               "for (using a of b);",
               "for (using of of);",
               "for (using a = b;;);",
               "for (await using a of b);",
               "for await (using a of b);",
               "function f() { using a = b }",
               "class A { static { using a = b } }",
               "await using a = b",
               "async function f() { await using a = b }",
               "await using\na = b",
           },
           {
               "using a",
               "{ using a = b, c }",
               "{ using {a} = b }",
               "{ using let = a }",
               "{ using a = b; using a = c }",
               "{ using a = b; var a }",
               "for (using a in b);",
               "for (using a;;);",
               "for (await using a in b);",
               "for (using {a} of b);",
               "switch (a) { case 1: using b = c }",
               "if (a) using b = c",
               "a: using b = c",
               "export using a = b",
               "function f() { await using a = b }",
               "class A { static { await using a = b } }",
               "await using a",
               "await using [a] = b",
           });
  CheckAll(Goal::kScript, {"{ using a = b }", "using (a)", "using: a", "var using"},
           {"using a = b", "await using a = b"});
}

TEST(Proposals, ImportsHavePhases) {
  CheckAll(Goal::kModule,
           {
               "import defer * as a from 'b'",
               "import source a from 'b'",
               "import source from from 'b'",
               "import source source from 'b'",
               "import defer from 'a'",
               "import source from 'a'",
               "import defer, * as a from 'b'",
               "import defer, { a } from 'b'",
               "import.defer('a')",
               "import.source('a', b)",
           },
           {
               "import defer a from 'b'",
               "import defer { a } from 'b'",
               "import defer a, * as b from 'c'",
               "import source * as a from 'b'",
               "import source { a } from 'b'",
               "import source a, { b } from 'c'",
               "import.defer",
               "import.defer()",
               "import.source(...a)",
               "new import.defer('a')",
               "import.other('a')",
               "imp\\u006frt.defer('a')",
           });
}

TEST(Proposals, DecoratorsStandBeforeClassesAndTheirMembers) {
  CheckAll(Goal::kModule,
           {
               "@a class B {}",
               "@a.b.c() @(d[e]) class F {}",
               "@a export class B {}",
               "export @a class B {}",
               "export default @a class {}",
               "(@a class {})",
               "class A { @b @c d; @e f() {} @g accessor h; @i static #j; @k get l() {} }",
               "class A { @(yield_) b }",
               "class A { #b; @A.#b c }",
           },
           {
               "@a function f() {}",
               "@a let b",
               "@a export @b class C {}",
               "@a[b] class C {}",
               "@a?.b class C {}",
               "@new a() class B {}",
               "@a()() class B {}",
               "@a`b` class C {}",
               "class A { @b constructor() {} }",
               "class A { @b static {} }",
               "({ @a b() {} })",
               "@a",
               "class A { @b }",
           });
}

TEST(Proposals, TypesAreDeclaredByDeclarationsOnly) {
  CheckAll(Goal::kTypeScript, {"declare abstract class A {}", "export declare const a: b"},
           {"export declare abstract", "declare type", "declare abstract: a"});
}

}  // namespace
}  // namespace js
