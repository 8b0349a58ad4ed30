// Every code is produced by at least one row, and every code has its page in docs/diagnostics.md.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/read.h"

namespace {

struct Row {
  std::string_view code;
  std::string_view file;  ///< besides package.json
  std::string_view content;
  std::string_view manifest;
  std::string_view message;  ///< of the first diagnostic with that code
};

constexpr std::string_view kNoManifest;

const Row kRows[] = {
    {"L001", "package-lock.json", "{\"packages\": {", kNoManifest,
     "the text ends where a name in double quotes should stand"},
    {"L002", "package-lock.json", R"({"lockfileVersion": 3, "packages": []})", kNoManifest,
     "`packages` is array, not an object"},
    {"L003", "package-lock.json", R"({"lockfileVersion": 4, "packages": {}})", kNoManifest,
     "lockfile version `4` is newer than this program reads (1 to 3)"},
    {"L004", "package-lock.json", R"({"packages": {}})", kNoManifest,
     "the lockfile has no readable `lockfileVersion`"},
    {"L005", "package-lock.json", R"({"lockfileVersion": 3, "packages": {}})", kNoManifest,
     "this lockfile is not used: npm-shrinkwrap.json is beside it"},
    {"L006", "package-lock.json", R"({"lockfileVersion": 3, "lockfileVersion": 3, "packages": {}})",
     kNoManifest, "`lockfileVersion` stands twice in one place"},
    {"L007", "package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"node_modules/../../etc": {}}})", kNoManifest,
     "`node_modules/../../etc` cannot be the place of a package: it is written in a roundabout "
     "way"},
    {"L008", "package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"node_modules/a/node_modules/b": {"version": "1.0.0"}}})",
     kNoManifest,
     "`node_modules/a/node_modules/b` stands below a package that the lockfile does not have"},
    {"L009", "package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"node_modules/a": {"link": true, "resolved": "b"}}})",
     kNoManifest, "the link `node_modules/a` leads to `b`, which is not in the tree"},
    {"L010", "package-lock.json",
     R"({"lockfileVersion": 1, "requires": true, "dependencies": {"a": {"version": "1.0.0"}}})",
     kNoManifest,
     "without package.json a lockfile of version 1 does not say what the project itself asks for"},
    {"L011", "package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"node_modules/a": {"integrity": "sha512-x"}}})",
     kNoManifest, "`sha512-x` is no integrity hash: npm would install `node_modules/a` unchecked"},
    {"L012", "package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"node_modules/a": {"resolved": "https://u:p@registry.example/a"}}})",
     kNoManifest, "the address of `node_modules/a` carries credentials"},
    {"L013", "package-lock.json", R"({"lockfileVersion": 3, "packages": {"": {}}})",
     R"({"dependencies": {"a": "1"}})", "`a` is wanted here, and the lockfile does not have it"},
    {"L014", "package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "*"}},
         "node_modules/a": {"version": "one"}}})",
     kNoManifest, "`node_modules/a` has the version `one`, which is none"},
    {"L015", "package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}, "node_modules/a": {
         "version": "1.0.0", "resolved": "https://registry.example/b/-/b-1.0.0.tgz"}}})",
     kNoManifest, "the entry is `a@1.0.0`, its address is that of `b@1.0.0`"},
    {"L016", "package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}, "node_modules/a": {
         "version": "1.0.0", "dev": true}}})",
     kNoManifest,
     "the lockfile marks `node_modules/a` as needed for development only, but production reaches "
     "it"},
    {"L017", "package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}, "node_modules/a": {
         "version": "1.0.0"}}})",
     R"({"dependencies": {"a": "1"}, "overrides": {"a": "2"}})",
     "the override of `a` contradicts the root's own range `1`"},
    {"L019", "package-lock.json",
     R"({"lockfileVersion": 2, "packages": {"node_modules/a": {"version": "1.0.0"}},
         "dependencies": {"a": {"version": "6.6.6"}}})",
     kNoManifest, "`packages` and `dependencies` disagree on `node_modules/a`"},
    {"L020", "package-lock.json", R"({"lockfileVersion": 3, "packages": {}})", "[]",
     "the manifest is array, not an object"},
    {"L021", "node_modules/a/index.js", "", "{}", "`node_modules/a` has no readable package.json"},
    {"L022", "node_modules/.package-lock.json",
     R"({"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0"}}})", "{}",
     "the hidden lockfile does not agree with the folders beside it"},
    {"L023", "package-lock.json",
     R"({"lockfileVersion": 1, "dependencies": {"a": {"version": "1.0.0"}}})", "{}",
     "the lockfile is from before npm 5.1 and does not say which package asks for which"},
    {"L024", "pnpm-lock.yaml",
     "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: "
     "^1.0.0\n"
     "        version: 1.0.0\n",
     kNoManifest, "`the project` gets `a@1.0.0`, which the lockfile does not have"},
    {"L025", "pnpm-lock.yaml", "lockfileVersion: '9.0'", kNoManifest,
     "the file does not end with a line break"},
    {"L026", "package-lock.json", R"({"lockfileVersion": 3, "packages": {}})",
     R"({"packageManager": "pnpm@9.0.0"})",
     "the manifest names `pnpm` as the package manager, whose lockfile is not here"},
    {"L027", "yarn.lock",
     "__metadata:\n  version: 8\n\n\"a@npm:^1.0.0\":\n  version: 1.0.0\n"
     "  resolution: \"a@npm:1.0.0\"\n  checksum: 10c0/00\n",
     kNoManifest,
     "yarn's checksums are of the archives that it makes, not of the tarballs of the registry"},
    {"L028", ".pnp.data.json",
     R"({"packageRegistryData": [["a", [["npm:1.0.0", {"packageDependencies": []}]]]]})",
     kNoManifest, "Plug'n'Play data pins no package by a hash"},
    {"L029", "package-lock.json", R"({"lockfileVersion": 3, "packages": {}})", kNoManifest,
     "projects with a lockfile of their own are not part of this: `below`"},
};

Diagnostics ReadRow(const Row& row) {
  FakeFileSystem files;
  files.Add("p/" + std::string(row.file), row.content);
  if (!row.manifest.empty()) files.Add("p/package.json", row.manifest);
  if (row.code == "L005") files.Add("p/npm-shrinkwrap.json", row.content);
  if (row.code == "L029") files.Add("p/below/package-lock.json", row.content);
  auto inventory = inventory::Read(files, "p");
  EXPECT_TRUE(inventory.has_value()) << row.code;
  return inventory ? std::move(inventory->diagnostics) : Diagnostics{};
}

}  // namespace

TEST(Diagnostics, EveryCodeIsSaidInOneSentenceWithHelp) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.code);
    bool found = false;
    for (const Diagnostic& diagnostic : ReadRow(row)) {
      if (diagnostic.code != row.code || found) continue;
      found = true;
      EXPECT_EQ(diagnostic.message, row.message);
      EXPECT_FALSE(diagnostic.help.empty());
      EXPECT_FALSE(diagnostic.file.empty());
    }
    EXPECT_TRUE(found);
  }
}

TEST(Diagnostics, EveryCodeHasItsPage) {
  const auto page = DiskFileSystem().Read(SALLYPORT_SOURCE_DIR "/docs/diagnostics.md", 1U << 20U);
  ASSERT_TRUE(page.has_value());
  std::set<std::string> documented;
  for (const std::string_view line : Split(AsText(*page), '\n')) {
    if (line.starts_with("### L")) documented.emplace(line.substr(4, 4));
  }
  std::set<std::string> produced = {"L018"};  // limits_test.cc
  for (const Row& row : kRows) produced.emplace(row.code);
  EXPECT_EQ(documented, produced);
}

TEST(Diagnostics, PointAtThePlace) {
  const Diagnostics diagnostics =
      ReadRow({.code = "L003",
               .file = "package-lock.json",
               .content = "{\n  \"name\": \"x\",\n  \"lockfileVersion\": 4\n}\n",
               .manifest = kNoManifest,
               .message = ""});
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].file, "p/package-lock.json");
  EXPECT_EQ(diagnostics[0].position, (Position{.line = 3, .column = 22}));
  EXPECT_EQ(diagnostics[0].line_text, "  \"lockfileVersion\": 4");
  EXPECT_EQ(diagnostics[0].help,
            "update the program, or write version 3 with `npm install --lockfile-version 3`");
}
