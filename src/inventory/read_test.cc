#include "inventory/read.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

/// Every package and edge on a line, as short as can be told apart.
std::string Shown(const Inventory& inventory) {
  std::string text;
  for (const Package& p : inventory.packages) {
    text += fmt::format("{}: {}@{} {} line {}\n", p.path.empty() ? "." : p.path,
                        p.name ? p.name->text() : "?", p.version, NameOf(p.origin), p.line);
  }
  for (const Dependency& d : inventory.dependencies) {
    text +=
        fmt::format("{} -{}-> {}: {}@{} line {}\n", inventory.at(d.from).path, NameOf(d.scope),
                    d.to ? inventory.at(*d.to).path : "nothing", d.name, d.range.View(), d.line);
  }
  for (const Diagnostic& d : inventory.diagnostics) {
    text += fmt::format("{} {}:{}:{} {}\n", d.code, d.file, d.position.line, d.position.column,
                        d.message);
  }
  return text;
}

Inventory ReadOne(std::string_view lock, std::string_view manifest = "") {
  FakeFileSystem files;
  files.Add("p/package-lock.json", lock);
  if (!manifest.empty()) files.Add("p/package.json", manifest);
  auto inventory = inventory::Read(files, "p");
  EXPECT_TRUE(inventory.has_value()) << inventory.error().message;
  return std::move(*inventory);
}

constexpr std::string_view kSmallLock = R"({
  "name": "p", "version": "1.0.0", "lockfileVersion": 3,
  "packages": {
    "": {
      "dependencies": { "a": "^1.0.0" },
      "devDependencies": { "b": "2" }
    },
    "node_modules/a": {
      "version": "1.2.0",
      "dependencies": {
        "b": "^1.0.0"
      }
    },
    "node_modules/a/node_modules/b": { "version": "1.0.0" },
    "node_modules/b": { "version": "2.0.0", "dev": true }
  }
})";

}  // namespace

TEST(Read, FindsTheNearestPackageOfAName) {
  EXPECT_EQ(Shown(ReadOne(kSmallLock)),
            ".: p@1.0.0 root line 4\n"
            "node_modules/a: a@1.2.0 registry line 8\n"
            "node_modules/a/node_modules/b: b@1.0.0 registry line 14\n"
            "node_modules/b: b@2.0.0 registry line 15\n"
            " -prod-> node_modules/a: a@^1.0.0 line 5\n"
            " -dev-> node_modules/b: b@2 line 6\n"
            "node_modules/a -prod-> node_modules/a/node_modules/b: b@^1.0.0 line 11\n");
}

TEST(Read, ShowsNoSecretOfAnAddress) {
  const Inventory inventory = ReadOne(R"({"lockfileVersion": 3, "packages": {
    "node_modules/a": {"version": "1.0.0", "resolved": "https://ann:hunter2@registry.example/a.tgz"}
  }})");
  ASSERT_EQ(inventory.diagnostics.size(), 1U);
  const Diagnostic& told = inventory.diagnostics[0];
  EXPECT_EQ(told.code, "L012");
  EXPECT_EQ(told.position.line, 2U);
  EXPECT_EQ(told.line_text, "");
  EXPECT_EQ(told.message.find("hunter2"), std::string::npos);
}

TEST(Read, TellsOfEveryKeyThatStandsTwice) {
  const Inventory inventory = ReadOne(R"({"lockfileVersion": 3,
    "packages": {"node_modules/a": {"version": "1.0.0"}},
    "packages": {
      "node_modules/b": {"version": "1.0.0", "version": "2.0.0"},
      "node_modules/c": {"version": "1.0.0"},
      "node_modules/c": {"version": "2.0.0"}
    }})");
  std::string told;
  for (const Diagnostic& d : inventory.diagnostics) {
    told += fmt::format("{} line {} {}\n", d.code, d.position.line, d.message);
  }
  EXPECT_EQ(told,
            "L006 line 2 `packages` stands twice in one place\n"
            "L006 line 4 `version` stands twice in one place\n"
            "L006 line 5 `node_modules/c` stands twice in one place\n");
}
