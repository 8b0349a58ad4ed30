// node_modules as pnpm lays it out: packages in a store, links to where they are wanted.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "inventory/read.h"

namespace {

void AddStored(FakeFileSystem& files, const std::string& place, const std::string& name,
               std::string_view manifest) {
  files.Add("/p/node_modules/.pnpm/" + place + "/node_modules/" + name + "/package.json", manifest);
}

/// a@1 wants b and has the peer c; b brings d along in its own tarball; e is left over.
void AddInstalled(FakeFileSystem& files) {
  files.Add("/p/package.json", R"({"name": "p", "dependencies": {"a": "^1.0.0", "w": "workspace:*"},
      "devDependencies": {"c": "3"}, "optionalDependencies": {"o": "1"}})");
  files.Add("/p/pnpm-workspace.yaml", "packages:\n  - packages/*\n");
  files.Add("/p/packages/w/package.json",
            R"({"name": "w", "version": "0.1.0", "dependencies": {"c": "3"}})");
  AddStored(files, "a@1.0.0_c@3.0.0", "a",
            R"({"name": "a", "version": "1.0.0", "dependencies": {"b": "*"},
                "peerDependencies": {"c": "*", "q": "*"},
                "peerDependenciesMeta": {"q": {"optional": true}}})");
  AddStored(files, "b@2.0.0", "b", R"({"name": "b", "version": "2.0.0", "license": "MIT",
      "dependencies": {"d": "*"}, "scripts": {"postinstall": "x"}})");
  files.Add("/p/node_modules/.pnpm/b@2.0.0/node_modules/b/node_modules/d/package.json",
            R"({"name": "d", "version": "4.0.0"})");
  AddStored(files, "c@3.0.0", "c", R"({"name": "c", "version": "3.0.0"})");
  AddStored(files, "@s+e@5.0.0", "@s/e", R"({"name": "@s/e", "version": "5.0.0"})");
  files.AddLink("/p/node_modules/a", ".pnpm/a@1.0.0_c@3.0.0/node_modules/a");
  files.AddLink("/p/node_modules/c", ".pnpm/c@3.0.0/node_modules/c");
  files.AddLink("/p/node_modules/w", "../packages/w");
  files.AddLink("/p/packages/w/node_modules/c",
                "../../../node_modules/.pnpm/c@3.0.0/node_modules/c");
  files.AddLink("/p/node_modules/.pnpm/a@1.0.0_c@3.0.0/node_modules/b",
                "../../b@2.0.0/node_modules/b");
  files.AddLink("/p/node_modules/.pnpm/a@1.0.0_c@3.0.0/node_modules/c",
                "../../c@3.0.0/node_modules/c");
  // pnpm links everything here too: nobody gets an optional peer from it.
  files.AddLink("/p/node_modules/.pnpm/node_modules/q", "../c@3.0.0/node_modules/c");
}

std::string Shown(const Inventory& inventory) {
  std::string text;
  for (const Package& p : inventory.packages) {
    text += fmt::format(
        "{} {}@{} {}{}{}{}{}\n", p.path.empty() ? "." : p.path, p.name ? p.name->text() : "?",
        p.version, NameOf(p.origin), p.dev ? " dev" : "", p.extraneous ? " extraneous" : "",
        p.in_bundle ? " bundled" : "", p.has_install_script ? " install-script" : "");
  }
  for (const Dependency& d : inventory.dependencies) {
    text += fmt::format("{} -{}-> {} line {}\n", inventory.at(d.from).path, NameOf(d.scope),
                        d.to ? inventory.at(*d.to).path : "nothing: " + d.name, d.line);
  }
  for (const Diagnostic& d : inventory.diagnostics) text += d.code + " " + d.message + "\n";
  return text;
}

}  // namespace

TEST(LinkedInstall, IsReadByItsLinks) {
  FakeFileSystem files;
  AddInstalled(files);
  const auto inventory = inventory::Read(files, "/p");
  ASSERT_TRUE(inventory.has_value());
  EXPECT_EQ(inventory->lockfile_kind, LockfileKind::kNone);
  EXPECT_EQ(Shown(*inventory),
            ". p@ root\n"
            "node_modules/.pnpm/@s+e@5.0.0/node_modules/@s/e @s/e@5.0.0 registry extraneous\n"
            "node_modules/.pnpm/a@1.0.0_c@3.0.0/node_modules/a a@1.0.0 registry\n"
            "node_modules/.pnpm/b@2.0.0/node_modules/b b@2.0.0 registry install-script\n"
            "node_modules/.pnpm/b@2.0.0/node_modules/b/node_modules/d d@4.0.0 bundled bundled\n"
            "node_modules/.pnpm/c@3.0.0/node_modules/c c@3.0.0 registry\n"
            "packages/w w@0.1.0 workspace\n"
            " -prod-> node_modules/.pnpm/a@1.0.0_c@3.0.0/node_modules/a line 1\n"
            " -dev-> node_modules/.pnpm/c@3.0.0/node_modules/c line 2\n"
            " -optional-> nothing: o line 2\n"
            " -workspace-> packages/w line 2\n"
            " -prod-> packages/w line 1\n"
            "node_modules/.pnpm/a@1.0.0_c@3.0.0/node_modules/a -prod-> "
            "node_modules/.pnpm/b@2.0.0/node_modules/b line 1\n"
            "node_modules/.pnpm/a@1.0.0_c@3.0.0/node_modules/a -peer-> "
            "node_modules/.pnpm/c@3.0.0/node_modules/c line 2\n"
            "node_modules/.pnpm/a@1.0.0_c@3.0.0/node_modules/a -peerOptional-> nothing: q line 2\n"
            "node_modules/.pnpm/b@2.0.0/node_modules/b -prod-> "
            "node_modules/.pnpm/b@2.0.0/node_modules/b/node_modules/d line 2\n"
            "packages/w -prod-> node_modules/.pnpm/c@3.0.0/node_modules/c line 1\n");
}

/// pnpm keeps its lockfile beside the packages; it tells more, as long as the two agree.
TEST(LinkedInstall, IsReadByTheHiddenLockfileWhenThatAgrees) {
  FakeFileSystem files;
  files.Add("/p/package.json", R"({"name": "p", "dependencies": {"b": "^2.0.0"}})");
  AddStored(files, "b@2.0.0", "b", R"({"name": "b", "version": "2.0.0"})");
  files.AddLink("/p/node_modules/b", ".pnpm/b@2.0.0/node_modules/b");
  files.Add("/p/node_modules/.pnpm/lock.yaml", R"(lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      b:
        specifier: ^2.0.0
        version: 2.0.0

packages:

  b@2.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}

snapshots:

  b@2.0.0: {}
)");
  const auto locked = inventory::Read(files, "/p");
  ASSERT_TRUE(locked.has_value());
  EXPECT_EQ(locked->lockfile, "/p/node_modules/.pnpm/lock.yaml");
  EXPECT_FALSE(locked->packages.back().integrity.empty());
  const auto named = inventory::Read(files, "/p/node_modules/.pnpm/lock.yaml");
  ASSERT_TRUE(named.has_value());
  EXPECT_EQ(named->packages.size(), locked->packages.size());

  AddStored(files, "x@6.6.6", "x", R"({"name": "x", "version": "6.6.6"})");
  const auto installed = inventory::Read(files, "/p");
  ASSERT_TRUE(installed.has_value());
  EXPECT_EQ(installed->lockfile, "");
  EXPECT_EQ(Shown(*installed),
            ". p@ root\n"
            "node_modules/.pnpm/b@2.0.0/node_modules/b b@2.0.0 registry\n"
            "node_modules/.pnpm/x@6.6.6/node_modules/x x@6.6.6 registry extraneous\n"
            " -prod-> node_modules/.pnpm/b@2.0.0/node_modules/b line 1\n"
            "L022 the hidden lockfile does not agree with the folders beside it\n");
}

TEST(LinkedInstall, EndsWhereLinksLeadInCircles) {
  FakeFileSystem files;
  files.Add("/p/package.json", R"({"dependencies": {"a": "*", "x": "*"}})");
  AddStored(files, "a@1.0.0", "a",
            R"({"name": "a", "version": "1.0.0", "dependencies": {"b": "*"}})");
  AddStored(files, "b@1.0.0", "b",
            R"({"name": "b", "version": "1.0.0", "dependencies": {"a": "*"}})");
  files.AddLink("/p/node_modules/a", ".pnpm/a@1.0.0/node_modules/a");
  files.AddLink("/p/node_modules/x", "x");
  files.AddLink("/p/node_modules/.pnpm/a@1.0.0/node_modules/b", "../../b@1.0.0/node_modules/b");
  files.AddLink("/p/node_modules/.pnpm/b@1.0.0/node_modules/a", "../../a@1.0.0/node_modules/a");
  const auto inventory = inventory::Read(files, "/p");
  ASSERT_TRUE(inventory.has_value());
  EXPECT_EQ(inventory->packages.size(), 3U);
  EXPECT_EQ(inventory->dependencies.size(), 4U);
}
