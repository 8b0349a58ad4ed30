#include "inventory/read.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

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

TEST(Read, SurvivesEveryTruncation) {
  FakeFileSystem files;
  const auto real = DiskFileSystem().Read(
      SALLYPORT_SOURCE_DIR "/tests/inventory/projects/lock-v2/package-lock.json", 1U << 20U);
  ASSERT_TRUE(real.has_value());
  const std::string_view text = AsText(*real);
  const std::size_t end = text.find_last_of('}');
  for (std::size_t size = 0; size <= end; ++size) {
    const Inventory inventory = ReadOne(text.substr(0, size));
    ASSERT_EQ(inventory.diagnostics.size(), 1U) << size;
    ASSERT_EQ(inventory.diagnostics[0].code, "L001") << size;
  }
}

TEST(Read, TakesAFileOrAFolder) {
  FakeFileSystem files;
  files.Add("p/package-lock.json", kSmallLock);
  files.Add("p/other.json", R"({"name": "other", "lockfileVersion": 3, "packages": {}})");
  EXPECT_EQ(inventory::Read(files, "p/package-lock.json")->packages.size(), 4U);
  EXPECT_EQ(inventory::Read(files, "p/other.json")->packages[0].name->text(), "other");
  EXPECT_EQ(inventory::Read(files, "p", {.source = inventory::ReadOptions::Source::kManifest})
                .error()
                .message,
            "nothing to read in `p`: no lockfile, no package.json, no node_modules");
  EXPECT_EQ(inventory::Read(files, "q").error().message, "`q` does not exist");
}

TEST(Read, ShowsAManifestAloneAsMissing) {
  FakeFileSystem files;
  files.Add("p/package.json",
            R"({"name": "p", "dependencies": {"a": "1"}, "optionalDependencies": {"b": "1"}})");
  const auto inventory = inventory::Read(files, "p");
  EXPECT_EQ(inventory->lockfile_kind, LockfileKind::kNone);
  ASSERT_EQ(inventory->dependencies.size(), 2U);
  EXPECT_EQ(inventory->dependencies[0].state, Dependency::State::kMissing);
  EXPECT_TRUE(inventory->dependencies[0].line_in_manifest);
  EXPECT_EQ(inventory->dependencies[1].state, Dependency::State::kOptionalMissing);
}

TEST(Read, TellsWhereBytesComeFromAndHowTheyArePinned) {
  const std::string hash = Integrity::Of(AsBytes("x")).ToString();
  const std::string other = Integrity::Of(AsBytes("y")).ToString();
  const Inventory inventory = ReadOne(fmt::format(
      R"({{"lockfileVersion": 3, "packages": {{
    "": {{"dependencies": {{"a": "1", "b": "1", "c": "1", "d": "1", "g": "u/g", "t": "https://t.example/t.tgz"}}}},
    "node_modules/a": {{"version": "1.0.0", "resolved": "https://registry.example/a/-/a-1.0.0.tgz", "integrity": "{0}",
      "dependencies": {{"b": "1"}}}},
    "node_modules/a/node_modules/b": {{"version": "1.0.0", "resolved": "https://registry.example/b/-/b-1.0.0.tgz", "integrity": "{1}"}},
    "node_modules/b": {{"version": "1.0.0", "resolved": "https://registry.example/b/-/b-1.0.0.tgz", "integrity": "{0}"}},
    "node_modules/c": {{"version": "1.0.0", "resolved": "http://mirror.example/x/-/x-2.0.0.tgz"}},
    "node_modules/d": {{"version": "1.0.0", "integrity": "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0="}},
    "node_modules/g": {{"version": "1.0.0", "resolved": "git+ssh://git@github.com/u/g.git#0123456789012345678901234567890123456789"}},
    "node_modules/n": {{"version": "1.0.0", "integrity": "sha512-"}},
    "node_modules/t": {{"version": "1.0.0", "resolved": "https://t.example/t.tgz", "integrity": "{0}"}}
  }}}})",
      hash, other));
  std::string told;
  for (const Package& package : inventory.packages) {
    told += fmt::format("{} {}\n", package.path, NameOf(package.origin));
  }
  for (const LockRemark& remark : inventory.remarks) {
    told += fmt::format("line {}: {} {} {}\n", remark.line, remark.name.View(), NameOf(remark.kind),
                        remark.detail.View());
  }
  EXPECT_EQ(told,
            " root\n"
            "node_modules/a registry\n"
            "node_modules/a/node_modules/b registry\n"
            "node_modules/b registry\n"
            "node_modules/c registry\n"
            "node_modules/d registry\n"
            "node_modules/g git\n"
            "node_modules/n unknown\n"
            "node_modules/t tarball\n"
            "line 6: b integrity-conflict " +
                other +
                "\n"
                "line 7: c integrity-missing \n"
                "line 7: c host-off-registry mirror.example\n"
                "line 7: c insecure-url http://mirror.example\n"
                "line 7: c url-of-other x@2.0.0\n"
                "line 8: d integrity-weak \n"
                "line 9: g git-origin "
                "git+ssh://git@github.com/u/g.git#0123456789012345678901234567890123456789\n"
                "line 10: n integrity-malformed sha512-\n"
                "line 10: n wanted-by-nobody \n"
                "line 11: t tarball-origin https://t.example/t.tgz\n");
}

TEST(Read, KnowsTheHostsOfTheConfiguration) {
  FakeFileSystem files;
  files.Add("p/package-lock.json", R"({"lockfileVersion": 3, "packages": {
    "": {"dependencies": {"a": "1", "@own/b": "1"}},
    "node_modules/a": {"version": "1.0.0", "resolved": "https://registry.example/a/-/a-1.0.0.tgz"},
    "node_modules/@own/b": {"version": "1.0.0", "resolved": "https://own.example/@own%2fb/-/b-1.0.0.tgz"}
  }})");
  const auto count = [&](const inventory::ReadOptions& options) {
    const auto inventory = inventory::Read(files, "p", options);
    return std::count_if(
        inventory->remarks.begin(), inventory->remarks.end(),
        [](const LockRemark& r) { return r.kind == LockRemarkKind::kHostOffRegistry; });
  };
  EXPECT_EQ(count({}), 1);
  EXPECT_EQ(count({.registry_hosts = {"registry.example", "own.example"}}), 0);
}
