// What a hostile hand may feed the parser and all that works on its tree: each case has a ceiling
// of time (under the sanitizers) and of memory.
#include "js/hostile_test.h"

#include <fstream>
#include <iterator>

#include "js/estree_json.h"
#include "js/evaluate.h"
#include "js/print.h"
#include "js/tokenize.h"
#include "js/tree.h"

namespace js::hostile {
namespace {

/// Walks the tree and looks every name up; false when a place is outside the source or a mention
/// is not one of its binding.
bool TreeIsSound(const Module& module, std::size_t size) {
  const Tree& tree = *module.tree;
  bool sound = true;
  Walk(tree, module.program, [&](NodeId id) {
    const Node& node = tree[id];
    sound = sound && node.begin <= node.end() && node.end() <= size;
    return true;
  });
  const auto bindings = module.scopes->bindings();
  for (std::size_t i = 1; i < bindings.size(); ++i) {
    for (const NodeId mention : module.scopes->Mentions(static_cast<BindingId>(i)))
      sound = sound && tree.As<Identifier>(mention).name == bindings[i].name;
  }
  return sound;
}

void EvaluateSome(const Module& module) {
  constexpr std::size_t kAsked = 20;
  Evaluator evaluator(module, {.steps = 300'000, .bytes = 4'000'000});
  std::size_t asked = 0;
  Walk(*module.tree, module.program, [&](NodeId id) {
    const Kind kind = module.tree->KindOf(id);
    const bool worth = kind == Kind::kCallExpression || kind == Kind::kBinaryExpression ||
                       kind == Kind::kMemberExpression || kind == Kind::kIdentifier;
    if (worth && asked++ < kAsked) static_cast<void>(evaluator.Evaluate(id));
    return asked < kAsked;
  });
}

void Write(const Module& module) {
  const bool typescript = module.goal == Goal::kTypeScript || module.goal == Goal::kTsx;
  EXPECT_TRUE(EstreeJson(module, typescript ? EstreeDialect::kTypeScript : EstreeDialect::kAcorn)
                  .ends_with('}'));
  const std::string text = Print(module);
  Scratch scratch;
  const Module again = Parse(text, {.goal = module.goal}, scratch);
  EXPECT_TRUE(again.ok() && Print(again) == text);
}

}  // namespace

bool Survives(std::string_view source, Goal goal, const Ceiling& ceiling) {
  const auto begin = Clock::now();
  Scratch scratch;
  const Module module = Parse(source, {.goal = goal}, scratch);
  EXPECT_TRUE(TreeIsSound(module, source.size()));
  EXPECT_LE(scratch.bytes_used(), source.size() * ceiling.bytes_per_byte + ceiling.base);
  for (const SyntaxError& error : module.errors) EXPECT_LE(error.span.begin, source.size());
  std::size_t end = 0;
  for (const TokenAt& token : Tokenize(source)) {
    EXPECT_LE(end, token.span.begin);
    end = token.span.end;
  }
  EXPECT_LE(end, source.size());
  EvaluateSome(module);
  if (module.ok()) Write(module);
  EXPECT_LE(Clock::now() - begin, ceiling.time) << source.substr(0, 40);
  return module.ok();
}

namespace {

constexpr Goal kGoals[] = {Goal::kScript, Goal::kModule, Goal::kTypeScript, Goal::kTsx};

TEST(Hostile, FiftyMegabytesOnOneLine) {
  const std::string source = Repeat("a=b.c(1)+'d';", 4'000'000);
  const auto begin = Clock::now();
  Scratch scratch;
  const Module module = Parse(source, {.goal = Goal::kScript}, scratch);
  EXPECT_TRUE(module.ok());
  EXPECT_LE(scratch.bytes_used(), source.size() * 16);
  EXPECT_LE(Clock::now() - begin, std::chrono::seconds(60));
}

TEST(Hostile, AMegabyteOfOneToken) {
  for (const std::string& source :
       {Repeat("a", 1'000'000), Repeat("\xCF\x80", 500'000), Repeat("\\u0061", 200'000),
        "1" + Repeat("0", 1'000'000), "'" + Repeat("\\x41", 250'000) + "'",
        "/" + Repeat("a|", 500'000) + "/", "//" + Repeat("a", 1'000'000), Repeat("\n", 1'000'000),
        "`" + Repeat("a", 1'000'000) + "`", "0x" + Repeat("f", 300'000) + "n"}) {
    EXPECT_TRUE(Survives(source, Goal::kScript)) << source.substr(0, 10);
  }
}

TEST(Hostile, BytesThatAreNoText) {
  for (const Goal goal : kGoals) {
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
    static_cast<void>(Survives(Repeat(every, 300), goal));
  }
}

TEST(Hostile, EveryTruncationOfARealFile) {
  std::ifstream file(SALLYPORT_SOURCE_DIR "/tests/oracle/common.mjs", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  ASSERT_GT(whole.size(), 3'000U);
  EXPECT_TRUE(Survives(whole, Goal::kModule));
  const auto begin = Clock::now();
  for (std::size_t length = 0; length < whole.size(); ++length)
    static_cast<void>(Survives(std::string_view(whole).substr(0, length), kGoals[length % 4]));
  EXPECT_LE(Clock::now() - begin, std::chrono::seconds(60));
}

TEST(Hostile, DuplicateNamesOfGroupsInAHundredThousandAlternatives) {
  EXPECT_TRUE(Survives("/" + Repeat("(?<a>b)|", 100'000) + "c/", Goal::kScript));
}

TEST(Hostile, EvaluationOfAHundredThousandPieces) {
  const std::string source = "const a = ['x']; const b = " + Repeat("a[0] + ", 100'000) + "'y'; b";
  Scratch scratch;
  const Module module = Parse(source, {.goal = Goal::kScript}, scratch);
  ASSERT_TRUE(module.ok());
  const Tree& tree = *module.tree;
  const auto body = tree.List(tree.As<Program>(module.program).body);
  Evaluator evaluator(module);
  const auto text = evaluator.EvaluateString(tree.As<ExpressionStatement>(body.back()).expression);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->size(), 100'001U);
}

}  // namespace
}  // namespace js::hostile
