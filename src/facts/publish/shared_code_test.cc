#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "facts/publish/similarity.h"
#include "model/trust_limits.h"

namespace facts {
namespace {

/// Contents of one file with these statements, each on its line behind `indent`.
Contents Package(const std::vector<std::string>& statements, std::string_view indent,
                 std::string path = "dist/index.js") {
  std::string text;
  for (const std::string& statement : statements)
    text += std::string(indent) + statement + (indent.empty() ? "" : "\n");
  Contents contents;
  const Bytes bytes = AsBytes(text);
  contents.storage.emplace_back(bytes.begin(), bytes.end());
  contents.files.push_back({.path = std::move(path), .bytes = contents.storage.back()});
  return contents;
}

std::vector<std::string> Statements(int from, int to) {
  std::vector<std::string> statements;
  for (int i = from; i < to; ++i)
    statements.push_back(
        fmt::format("exports.member{} = compute(argument{}, table[{}]);", i, i, i));
  return statements;
}

TEST(SharedCode, IsFoundWhateverTheLayoutAndFile) {
  const Contents original = Package(Statements(0, 60), "  ");
  EXPECT_EQ(SharedCodePercent(original, Package(Statements(0, 60), "", "lib/other.mjs")), 100U);
  EXPECT_EQ(SharedCodePercent(original, Package(Statements(30, 90), "\t")), 50U);
  EXPECT_EQ(SharedCodePercent(original, Package(Statements(100, 160), "  ")), 0U);
  // A copy with a payload beside it is still a copy.
  EXPECT_EQ(SharedCodePercent(original, Package(Statements(0, 600), "  ")), 100U);
}

TEST(SharedCode, OfHardlyAnyCodeOrOfOtherFilesIsNone) {
  EXPECT_EQ(SharedCodePercent(Package(Statements(0, 10), " "), Package(Statements(0, 10), " ")),
            0U);
  const auto text = Package(Statements(0, 60), " ", "readme.md");
  EXPECT_EQ(SharedCodePercent(text, text), 0U);
  const auto types = Package(Statements(0, 60), " ", "index.d.ts");
  EXPECT_EQ(SharedCodePercent(types, types), 0U);
}

TEST(SharedCode, IsReadToItsLimits) {
  std::vector<std::string> many = Statements(0, 40);
  many.emplace_back(limits::kComparedFileBytes, ' ');
  const std::vector<std::string> tail = Statements(1000, 1100);
  many.insert(many.end(), tail.begin(), tail.end());
  // What stands behind the limit is not seen.
  EXPECT_EQ(SharedCodePercent(Package(tail, " "), Package(many, " ")), 0U);
  EXPECT_EQ(SharedCodePercent(Package(Statements(0, 40), " "), Package(many, " ")), 100U);
  Contents big;
  for (std::size_t i = 0; i * limits::kComparedFileBytes <= limits::kComparedBytes; ++i) {
    big.storage.emplace_back(limits::kComparedFileBytes, ' ');
    big.files.push_back({.path = fmt::format("a{:02}.js", i), .bytes = big.storage.back()});
  }
  const Contents last = Package(Statements(0, 40), " ", "z.js");
  big.files.push_back({.path = "z.js", .bytes = last.files.front().bytes});
  EXPECT_EQ(SharedCodePercent(last, big), 0U);
}

}  // namespace
}  // namespace facts
