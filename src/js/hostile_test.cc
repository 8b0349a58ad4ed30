// What a hostile hand may feed the parser: each case has a ceiling of time (under the sanitizers)
// and of memory.
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

#include "js/estree_json.h"
#include "js/evaluate.h"
#include "js/parse.h"
#include "js/tree.h"

namespace {

/// Processor time of this program, so that a busy machine fails nothing.
struct Clock {
  static std::chrono::duration<double> now() {
    return std::chrono::duration<double>(static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
  }
};

struct Ceiling {
  std::chrono::seconds time{20};
  std::size_t bytes_per_byte = 64;
  std::size_t base = 1 << 20;
};

/// Parses, walks and, when it can be, writes the text; checks the ceilings.
bool Survives(std::string_view source, js::Goal goal, const Ceiling& ceiling = {}) {
  const auto begin = Clock::now();
  js::Scratch scratch;
  const js::Module module = js::Parse(source, {.goal = goal}, scratch);
  std::size_t nodes = 0;
  bool inside = true;
  js::Walk(
      *module.tree, module.program,
      [&](js::NodeId id) {
        const js::Node& node = (*module.tree)[id];
        inside = inside && node.begin <= node.end() && node.end() <= source.size();
        ++nodes;
        return true;
      },
      [](js::NodeId) {});
  EXPECT_TRUE(inside);
  EXPECT_LE(scratch.bytes_used(), source.size() * ceiling.bytes_per_byte + ceiling.base);
  EXPECT_LE(Clock::now() - begin, ceiling.time);
  for (const js::SyntaxError& error : module.errors) EXPECT_LE(error.span.begin, source.size());
  return module.ok();
}

std::string Repeat(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

constexpr js::Goal kGoals[] = {js::Goal::kScript, js::Goal::kModule, js::Goal::kTypeScript,
                               js::Goal::kTsx};

TEST(Hostile, FiftyMegabytesOnOneLine) {
  EXPECT_TRUE(Survives(Repeat("a=b.c(1)+'d';", 4'000'000), js::Goal::kScript,
                       {.time = std::chrono::seconds(60)}));
}

TEST(Hostile, NestsAHundredThousandDeep) {
  for (const js::Goal goal : kGoals) {
    for (const std::string_view open :
         {"(",      "[",       "{",        "a=>",   "`${",        "function f(){",
          "if(a)",  "!",       "a?b:",     "new ",  "class A{a=", "a(",
          "a[",     "x=>{",    "for(;;)",  "a?.[",  "async()=>",  "({a:",
          "[...",   "<a>",     "type A=[", "a as ", "label:",     "return ",
          "yield ", "import(", "@a(",      "/*",    "//",         "case "}) {
      static_cast<void>(Survives(Repeat(open, 100'000), goal));
    }
  }
  EXPECT_TRUE(Survives("a" + Repeat("?.b", 100'000), js::Goal::kScript));
  EXPECT_TRUE(Survives("`" + Repeat("${a}", 100'000) + "`", js::Goal::kScript));
  EXPECT_TRUE(Survives("a" + Repeat("[0]", 100'000), js::Goal::kScript));
}

TEST(Hostile, AMegabyteOfOneToken) {
  EXPECT_TRUE(Survives(Repeat("a", 1'000'000), js::Goal::kScript));
  EXPECT_TRUE(Survives(Repeat("\xCF\x80", 500'000), js::Goal::kScript));
  EXPECT_TRUE(Survives(Repeat("\\u0061", 200'000), js::Goal::kScript));
  EXPECT_TRUE(Survives("1" + Repeat("0", 1'000'000), js::Goal::kScript));
  EXPECT_TRUE(Survives("'" + Repeat("\\x41", 250'000) + "'", js::Goal::kScript));
  EXPECT_TRUE(Survives("/" + Repeat("a|", 500'000) + "/", js::Goal::kScript));
  EXPECT_TRUE(Survives("//" + Repeat("a", 1'000'000), js::Goal::kScript));
  EXPECT_TRUE(Survives(Repeat("\n", 1'000'000), js::Goal::kScript));
}

TEST(Hostile, BytesThatAreNoText) {
  for (const js::Goal goal : kGoals) {
    for (const std::string_view bytes :
         {std::string_view("\0", 1), std::string_view("a\0b", 3), std::string_view("'\0'", 3),
          std::string_view("\xff\xfe"), std::string_view("'\xff'"), std::string_view("a\x80"),
          std::string_view("\xed\xa0\x80"), std::string_view("'\xed\xa0\x80'"),
          std::string_view("\xf0\x9f\x98"), std::string_view("`\xf4\x90\x80\x80`"),
          std::string_view("/\xc0\x80/u"), std::string_view("\xef\xbb\xbf#!x"),
          std::string_view("'\\ud800'"), std::string_view("\\ud800"),
          std::string_view("\\u{110000}")}) {
      static_cast<void>(Survives(bytes, goal));
      static_cast<void>(Survives(Repeat(bytes, 10'000), goal));
    }
    std::string every;
    for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
    static_cast<void>(Survives(Repeat(every, 1'000), goal));
  }
}

TEST(Hostile, EveryTruncationOfARealFile) {
  std::ifstream file(SALLYPORT_SOURCE_DIR "/tests/oracle/common.mjs", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  ASSERT_GT(whole.size(), 3'000U);
  EXPECT_TRUE(Survives(whole, js::Goal::kModule));
  const auto begin = Clock::now();
  js::Scratch scratch;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const js::Goal goal = kGoals[length % 4];
    const js::Module module =
        js::Parse(std::string_view(whole).substr(0, length), {.goal = goal}, scratch);
    if (module.ok()) {
      ASSERT_FALSE(js::EstreeJson(module, js::EstreeDialect::kAcorn).empty());
    }
  }
  EXPECT_LE(Clock::now() - begin, std::chrono::seconds(60));
}

TEST(Hostile, DuplicateNamesOfGroupsInAHundredThousandAlternatives) {
  EXPECT_TRUE(Survives("/" + Repeat("(?<a>b)|", 100'000) + "c/", js::Goal::kScript));
}

TEST(Hostile, EvaluationOfAHundredThousandPieces) {
  const std::string source = "const a = ['x']; const b = " + Repeat("a[0] + ", 100'000) + "'y'; b";
  js::Scratch scratch;
  const js::Module module = js::Parse(source, {.goal = js::Goal::kScript}, scratch);
  ASSERT_TRUE(module.ok());
  const js::Tree& tree = *module.tree;
  const auto body = tree.List(tree.As<js::Program>(module.program).body);
  js::Evaluator evaluator(module);
  const auto text =
      evaluator.EvaluateString(tree.As<js::ExpressionStatement>(body.back()).expression);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->size(), 100'001U);
}

}  // namespace
