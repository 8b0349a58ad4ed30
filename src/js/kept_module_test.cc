#include "js/kept_module.h"

#include <gtest/gtest.h>

#include <string>

#include "js/print.h"

namespace js {
namespace {

constexpr std::string_view kSource =
    "// a comment\n"
    "import { a as b } from './x.js';\n"
    "const caf\\u00e9 = `t${b}`, same = 'a\\tb';\n"
    "export function f({ b: [c] }, ...rest) { return c?.[caf\u00e9] ?? rest.length }\n";

TEST(KeptModuleTest, IsWhatWasParsedWhateverTheScratchDoesNext) {
  Scratch scratch;
  const std::string source(kSource);
  const Module parsed = Parse(source, {.goal = Goal::kModule}, scratch);
  ASSERT_TRUE(parsed.ok());
  const std::string printed = Print(parsed);
  const std::size_t comments = parsed.comments.size();
  const std::size_t bindings = parsed.scopes->bindings().size();
  const KeptModule kept(parsed, source, scratch);
  (void)Parse("class Other { #x = 1; static { this.y = /z/u } }", {}, scratch);

  EXPECT_EQ(Print(kept.module()), printed);
  EXPECT_EQ(kept.module().comments.size(), comments);
  EXPECT_EQ(kept.module().scopes->bindings().size(), bindings);
  EXPECT_EQ(kept.module().tree->source().data(), source.data());
  EXPECT_LT(kept.bytes(), scratch.bytes_used() + 64 * source.size());
}

TEST(KeptModuleTest, TakesALargeTreeOutOfTheScratch) {
  Scratch scratch;
  std::string source;
  for (int i = 0; i < 40'000; ++i) source += "f" + std::to_string(i % 900) + "(a.b, 'c');\n";
  const Module parsed = Parse(source, {}, scratch);
  ASSERT_TRUE(parsed.ok());
  ASSERT_GT(parsed.tree->bytes(), std::size_t{1} << 20U);
  const std::string printed = Print(parsed);
  const std::size_t bytes = parsed.tree->bytes();
  const KeptModule kept(parsed, source, scratch);
  const std::string small = "const d = e => e.f";
  const Module next = Parse(small, {}, scratch);
  EXPECT_TRUE(next.ok());
  EXPECT_EQ(Print(kept.module()), printed);
  EXPECT_EQ(kept.module().tree->bytes(), bytes);
  EXPECT_EQ(Print(next), Print(KeptModule(next, small, scratch).module()));
}

TEST(KeptModuleTest, KeepsErrors) {
  Scratch scratch;
  const std::string source = "let a; let a;";
  const Module parsed = Parse(source, {}, scratch);
  ASSERT_FALSE(parsed.ok());
  const SyntaxError error = parsed.errors.front();
  const KeptModule kept(parsed, source, scratch);
  (void)Parse("1", {}, scratch);
  ASSERT_EQ(kept.module().errors.size(), 1U);
  EXPECT_EQ(kept.module().errors.front(), error);
}

}  // namespace
}  // namespace js
