// Each bound of limits.h that guards this room is reached once.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.h"
#include "inventory/projects.h"
#include "inventory/read.h"
#include "inventory/workspaces.h"

namespace {

Inventory ReadOne(const std::string& lock, const std::string& manifest = "{}") {
  FakeFileSystem files;
  files.Add("p/package-lock.json", lock);
  files.Add("p/package.json", manifest);
  auto inventory = inventory::Read(files, "p");
  EXPECT_TRUE(inventory.has_value());
  return std::move(*inventory);
}

std::string Lock(const std::string& packages) {
  return R"({"lockfileVersion": 3, "packages": {)" + packages + "}}";
}

bool Says(const Inventory& inventory, std::string_view code, std::string_view message) {
  return std::any_of(inventory.diagnostics.begin(), inventory.diagnostics.end(),
                     [&](const Diagnostic& d) { return d.code == code && d.message == message; });
}

}  // namespace

TEST(Limits, StopAtSoManyPackages) {
  std::string packages;
  for (std::size_t i = 0; i <= limits::kPackages; ++i) {
    packages += fmt::format("{}\"node_modules/{}\":{{}}", i == 0 ? "" : ",", i);
  }
  const Inventory inventory = ReadOne(Lock(packages));
  EXPECT_EQ(inventory.packages.size(), limits::kPackages + 1);
  EXPECT_TRUE(Says(inventory, "L018", "more than 500,000 packages"));
}

TEST(Limits, LeaveOutPathsThatAreTooLongOrTooDeep) {
  std::string deep = "node_modules/a";
  for (std::size_t i = 1; i < limits::kPackagePathDepth; ++i) deep += "/node_modules/a";
  const Inventory right = ReadOne(Lock("\"" + deep + "\":{}"));
  EXPECT_EQ(right.packages.size(), 2U);
  EXPECT_EQ(ReadOne(Lock("\"" + deep + "/node_modules/a\":{}")).packages.size(), 1U);

  std::string longest = std::string(limits::kPackagePathBytes, 'a');
  EXPECT_EQ(ReadOne(Lock("\"" + longest + "\":{}")).packages.size(), 2U);
  EXPECT_EQ(ReadOne(Lock("\"a" + longest + "\":{}")).packages.size(), 1U);
}

TEST(Limits, ShowSoManyDiagnosticsOfOneCode) {
  std::string packages;
  for (std::size_t i = 0; i < limits::kDiagnosticsPerCode + 5; ++i) {
    packages += fmt::format("{}\"/{}\":{{}}", i == 0 ? "" : ",", i);
  }
  const Inventory inventory = ReadOne(Lock(packages));
  EXPECT_EQ(inventory.diagnostics.size(), limits::kDiagnosticsPerCode + 1);
  EXPECT_TRUE(Says(inventory, "L007", "5 more of this kind are not shown"));
}

TEST(Limits, ShowNoLineThatIsTooLong) {
  const std::string filler(limits::kDiagnosticLineBytes, ' ');
  const Inventory inventory = ReadOne(filler + Lock("\"/a\":{}"));
  ASSERT_EQ(inventory.diagnostics.size(), 1U);
  EXPECT_EQ(inventory.diagnostics[0].position, (Position{.line = 1, .column = 1}));
  EXPECT_EQ(inventory.diagnostics[0].line_text, "");
}

TEST(Limits, StopAtSoManyWorkspacePatterns) {
  std::string patterns = "\"p0\"";
  for (std::size_t i = 1; i <= limits::kWorkspacePatterns; ++i) patterns += ",\"x\"";
  EXPECT_TRUE(Says(ReadOne(Lock(""), R"({"workspaces": [)" + patterns + "]}"), "L018",
                   "more than 256 workspace patterns"));
}

TEST(Limits, StopAtSoDeepOverrides) {
  std::string overrides = "\"1\"";
  for (std::size_t i = 0; i < limits::kOverrideDepth + 2; ++i)
    overrides = "{\"a\":" + overrides + "}";
  EXPECT_TRUE(Says(ReadOne(Lock(""), R"({"overrides": )" + overrides + "}"), "L018",
                   "overrides are nested deeper than 64"));
}

TEST(Limits, StopComparingOverrides) {
  // A thousand rules for one name, none of which fits, against two hundred packages that ask.
  std::string rules;
  for (int i = 0; i < 1000; ++i) rules += fmt::format("{}\"a@9.{}\": \"1\"", i == 0 ? "" : ",", i);
  std::string packages;
  std::string wanted;
  for (int i = 0; i < 210; ++i) {
    packages += fmt::format("{}\"node_modules/p{}\":{{\"dependencies\":{{\"a\":\"1\"}}}}",
                            i == 0 ? "" : ",", i);
    wanted += fmt::format("{}\"p{}\":\"*\"", i == 0 ? "" : ",", i);
  }
  const Inventory inventory =
      ReadOne(Lock(packages),
              fmt::format(R"({{"dependencies": {{{}}}, "overrides": {{{}}}}})", wanted, rules));
  EXPECT_TRUE(Says(inventory, "L018", "there are too many overrides to compare them all"));
}

TEST(Limits, StopAtSoManyProjects) {
  FakeFileSystem files;
  for (std::size_t i = 0; i <= limits::kProjects; ++i) {
    files.Add(fmt::format("p/{:05}/package-lock.json", i),
              R"({"lockfileVersion": 3, "packages": {}})");
  }
  const auto found = inventory::FindProjects(files, "p", limits::kProjectFolders);
  EXPECT_EQ(found.with_lockfile.size(), limits::kProjects);
  EXPECT_FALSE(found.is_whole);
  const auto inventory = inventory::Read(files, "p");
  ASSERT_TRUE(inventory.has_value());
  EXPECT_EQ(inventory->projects.size(), limits::kProjects);
  EXPECT_TRUE(Says(*inventory, "L018", "more than 200,000 folders, or 2,000 projects"));
}

TEST(Limits, StopAtSoManyFoldersWithoutAProject) {
  FakeFileSystem files;
  for (int i = 0; i < 20; ++i) files.Add(fmt::format("p/{}/a/b/file", i), "");
  EXPECT_TRUE(inventory::FindProjects(files, "p", 61).is_whole);
  EXPECT_FALSE(inventory::FindProjects(files, "p", 60).is_whole);
}

TEST(Limits, NameSoManyProjectsThatAreNotRead) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < limits::kProjectsNamed + 2; ++i) names.push_back("p");
  EXPECT_TRUE(inventory::NamesOf(names).ends_with(", `p` and 2 more"));
}

TEST(Limits, StopAtSoManyDependencies) {
  // One text of two million names would be slow to make: many packages share a few thousand each.
  std::string wanted;
  for (int i = 0; i < 10'000; ++i) wanted += fmt::format("{}\"d{}\":\"\"", i == 0 ? "" : ",", i);
  std::string packages;
  for (int i = 0; i < 201; ++i) {
    packages += fmt::format("{}\"node_modules/p{}\":{{\"dependencies\":{{{}}}}}", i == 0 ? "" : ",",
                            i, wanted);
  }
  const Inventory inventory = ReadOne(Lock(packages));
  EXPECT_EQ(inventory.dependencies.size(), limits::kDependencies);
  EXPECT_TRUE(Says(inventory, "L018", "more than 2,000,000 dependencies"));
}

TEST(MatchesGlob, KnowsSegmentsBracesAndDots) {
  struct Row {
    std::string_view glob;
    std::string_view path;
    bool matches;
  };
  constexpr Row kRows[] = {
      {"packages/*", "packages/a", true},
      {"packages/*", "packages/a/b", false},
      {"packages/*", "packages/.a", false},
      {"packages/**", "packages/a/b", true},
      {"**/b", "packages/a/b", true},
      {"**/b", ".git/b", false},
      {"{apps,libs}/a", "libs/a", true},
      {"{apps,{x,y}/z}/a", "y/z/a", true},
      {"p[a-c]?", "pbz", true},
      {"p[!a-c]?", "pbz", false},
      {"a*b*c", "axxbxxc", true},
      {"a*b*c", "axxbxx", false},
      {"packages/a", "packages/a", true},
      {"", "a", false},
      {"[", "[", true},
      {"a]", "a]", true},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(inventory::MatchesGlob(row.glob, row.path), row.matches)
        << row.glob << " " << row.path;
  }
  // Slow with backtracking, and with every way to write the braces out.
  const std::string stars = std::string(200, '*') + "b";
  EXPECT_FALSE(inventory::MatchesGlob(stars, std::string(4000, 'a')));
  std::string braces;
  for (int i = 0; i < 40; ++i) braces += "{a,b}";
  EXPECT_FALSE(inventory::MatchesGlob(braces, "x"));
}
