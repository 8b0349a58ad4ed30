#include "detect/name_similarity.h"

#include <gtest/gtest.h>

#include "base/file_system.h"
#include "base/text.h"

namespace detect {
namespace {

TEST(NameSimilarity, TellsWhatANameWouldBeTakenFor) {
  struct Row {
    const char* name;
    const char* expected;  // "how of whom", empty for nobody
  };
  const Row rows[] = {
      {"crossenv", "separator of cross-env"},
      {"cross_env", "separator of cross-env"},
      {"babel-core7", ""},
      {"typescirpt", "keyboard of typescript"},
      {"typescrypt", "typo of typescript"},
      {"typescripts", "plural of typescript"},
      {"expres", ""},  // too short to tell a slip from a word
      {"lodahs", ""},
      {"types-node", "scope of @types/node"},
      {"cornmander", "homoglyph of commander"},
      {"env-cross", "order of cross-env"},
      {"commander-js", "combosquat of commander"},
      {"typescript", ""},
      {"preact", ""},
      {"@acme/typescirpt", ""},
      {"a", ""},
  };
  const NameTable table;
  for (const Row& row : rows) {
    const auto name = PackageName::Parse(row.name);
    ASSERT_TRUE(name) << row.name;
    const auto imitation = table.ImitatedBy(*name);
    const std::string actual =
        imitation ? std::string(imitation->how) + " of " + std::string(imitation->imitates) : "";
    EXPECT_EQ(actual, row.expected) << row.name;
  }
}

TEST(NameSimilarity, LeavesPopularNeighboursAlone) {
  // Honest names are near one another. Of the list itself nothing is ever an imitation.
  const NameTable table;
  EXPECT_EQ(table.RankOf("semver"), 1U);
  EXPECT_EQ(table.RankOf("no-such-name-at-all"), std::nullopt);
  for (const char* name : {"semver", "debug", "ansi-styles", "chalk"})
    EXPECT_FALSE(table.ImitatedBy(*PackageName::Parse(name))) << name;
}

}  // namespace
}  // namespace detect
