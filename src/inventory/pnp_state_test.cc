#include "inventory/pnp_state.h"

#include <gtest/gtest.h>

#include "base/file_system.h"
#include "inventory/read.h"

namespace {

struct Row {
  std::string_view script;
  std::string_view state;
};
constexpr Row kRows[] = {
    {"const RAW_RUNTIME_STATE =\n'{\\\n  \"a\": 1\\\n}';\n", "\n{\n  \"a\": 1\n}"},
    {"  return hydrateRuntimeState(JSON.parse('{\\\n\"a\": \"\\'\\\\\\\\n\"}'), {});",
     "{\n\"a\": \"'\\\\n\"}"},
    {"function f(hydrateRuntimeState, b) {\n  return hydrateRuntimeState({\n\"a\": {\"}\": "
     "\"\\\"}\"},\n"
     "}, {basePath: b});\n}\n",
     "\n{\n\"a\": {\"}\": \"\\\"}\"},\n}"},
    {"RAW_RUNTIME_STATE = '{\"a\": [", "{\"a\": ["},
    {"RAW_RUNTIME_STATE = '{\\", "{"},
    {"return hydrateRuntimeState({\"a\": {", "{\"a\": {"},
};

}  // namespace

TEST(PnpState, IsTakenOutOfTheScript) {
  for (const Row& row : kRows) EXPECT_EQ(inventory::PnpState(row.script), row.state) << row.script;
}

TEST(PnpState, IsNotThereInOtherScripts) {
  for (const std::string_view script :
       {"", "let packageInformationStores = new Map([]);", "RAW_RUNTIME_STATE =",
        "hydrateRuntimeState(JSON.parse(fs.readFileSync(path, 'utf8')), {})"}) {
    EXPECT_FALSE(inventory::PnpState(script)) << script;
  }
}

/// The script says that the data is beside it.
TEST(PnpState, MayLieBeside) {
  FakeFileSystem files;
  files.Add("p/.pnp.cjs", "hydrateRuntimeState(JSON.parse(fs.readFileSync(file, 'utf8')))");
  const auto without = inventory::Read(files, "p/.pnp.cjs");
  ASSERT_TRUE(without.has_value());
  ASSERT_EQ(without->diagnostics.size(), 1U);
  EXPECT_EQ(without->diagnostics[0].message, "the script holds no Plug'n'Play data");
  files.Add("p/.pnp.data.json", R"({"packageRegistryData": [
      ["a", [["npm:1.0.0", {"packageDependencies": [["a", "npm:1.0.0"]]}]]]]})");
  const auto with = inventory::Read(files, "p/.pnp.cjs");
  ASSERT_TRUE(with.has_value());
  EXPECT_EQ(with->lockfile, "p/.pnp.data.json");
  EXPECT_EQ(with->packages.size(), 2U);
}

/// What makes no sense is told and passed over, and the rest is kept.
TEST(PnpData, OfAnyShapeIsRead) {
  for (
      const std::string_view data :
      {"[]", "null", "{}", R"({"packageRegistryData": 1})", R"({"packageRegistryData": [1]})",
       R"({"packageRegistryData": [["a", 1]]})", R"({"packageRegistryData": [["a", [1]]]})",
       R"({"packageRegistryData": [["a", [["npm:1", 1]]]]})",
       R"({"packageRegistryData": [["../a", [["npm:1", {}]]]]})",
       R"({"packageRegistryData": [["a", [["npm:1.0.0", {"packageDependencies": [1]}]]]]})",
       R"({"packageRegistryData": [["a", [["npm:1.0.0", {"packageDependencies": [["b", "npm:2"]]}]]]]})"}) {
    FakeFileSystem files;
    files.Add("p/.pnp.data.json", data);
    const auto inventory = inventory::Read(files, "p");
    ASSERT_TRUE(inventory.has_value()) << data;
    std::size_t warnings = 0;
    for (const Diagnostic& d : inventory->diagnostics)
      warnings += d.level != Diagnostic::Level::kNote;
    EXPECT_GE(warnings, 1U) << data;
  }
}
