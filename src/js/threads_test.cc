// Files read at once on two threads give what they give one after another; the tsan preset sees
// whether anything is shared.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "js/estree_json.h"
#include "js/evaluate.h"
#include "js/parse.h"
#include "js/print.h"
#include "js/tree.h"

namespace js {
namespace {

std::string Read(std::string_view path) {
  std::ifstream file(SALLYPORT_SOURCE_DIR "/" + std::string(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct File {
  std::string source;
  Goal goal = Goal::kModule;
};

std::vector<File> Files() {
  return {
      {.source = Read("tests/oracle/common.mjs")},
      {.source = Read("tests/oracle/obfuscator.mjs")},
      {.source = "const a = ['c', 'a', 'b']; (function (x, n) { while (n--) x.push(x.shift()) })"
                 "(a, 1); const f = (s) => s.split('').reverse().join(''); f(a.join('')) + "
                 "/(\\w+)/.exec('one two')[1] + atob('aGk=');",
       .goal = Goal::kScript},
      {.source = "interface A<T> { b?: T; readonly [key: string]: unknown } "
                 "export const c = <T,>(d: A<T>): d is A<T> => `${'e'}f` as const;",
       .goal = Goal::kTypeScript},
  };
}

/// Everything this room knows of a file: tree, printed text, what each name means, what each
/// expression is worth.
std::string Everything(const File& file, Scratch& scratch) {
  const Module module = Parse(file.source, {.goal = file.goal}, scratch);
  const Tree& tree = *module.tree;
  std::string text = EstreeJson(module, EstreeDialect::kAcorn) + Print(module);
  Evaluator evaluator(module);
  Walk(tree, module.program, [&](NodeId id) {
    if (const auto* name = tree.If<Identifier>(id)) {
      text += std::to_string(static_cast<std::uint32_t>(name->binding)) + ' ';
    }
    const auto value = evaluator.EvaluateString(id);
    if (value) text += *value + '\n';
    return true;
  });
  return text;
}

TEST(Threads, TwoReadDifferentFilesAtOnce) {
  constexpr int kRounds = 4;
  const std::vector<File> files = Files();
  std::vector<std::string> expected;
  Scratch scratch;
  for (const File& file : files) expected.push_back(Everything(file, scratch));
  EXPECT_GT(expected[0].size(), 20'000U);
  EXPECT_NE(expected[2].find("onehi"), std::string::npos) << expected[2];

  const auto read_all = [&](std::size_t first, std::vector<std::string>& found) {
    Scratch own;
    for (std::size_t i = 0; i < kRounds * files.size(); ++i) {
      found.push_back(Everything(files[(first + i) % files.size()], own));
    }
  };
  std::vector<std::string> one;
  std::vector<std::string> two;
  std::thread other([&] { read_all(1, two); });
  read_all(0, one);
  other.join();
  for (std::size_t i = 0; i < kRounds * files.size(); ++i) {
    EXPECT_EQ(one[i], expected[i % files.size()]);
    EXPECT_EQ(two[i], expected[(1 + i) % files.size()]);
  }
}

}  // namespace
}  // namespace js
