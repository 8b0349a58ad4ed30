// A folder that holds many projects.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "inventory/read.h"

namespace {

std::string NpmLock(std::string_view name, std::string_view dependency, std::string_view version) {
  return fmt::format(
      "{{\n  \"name\": \"{0}\",\n  \"lockfileVersion\": 3,\n  \"packages\": {{\n"
      "    \"\": {{\"name\": \"{0}\", \"dependencies\": {{\"{1}\": \"*\"}}}},\n"
      "    \"node_modules/{1}\": {{\"version\": \"{2}\", \"integrity\": "
      "\"sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=\"}}\n"
      "  }}\n}}\n",
      name, dependency, version);
}

constexpr std::string_view kPnpmLock = R"(lockfileVersion: '9.0'

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
)";

/// Three projects, one of them within another, and folders that are none.
void AddMonorepo(FakeFileSystem& files) {
  files.Add("p/README.md", "");
  files.Add("p/web/package.json", R"({"name": "web", "dependencies": {"a": "*"}})");
  files.Add("p/web/package-lock.json", NpmLock("web", "a", "1.0.0"));
  files.Add("p/web/e2e/package-lock.json", NpmLock("e2e", "a", "1.1.0"));
  files.Add("p/api/package.json", R"({"name": "api", "dependencies": {"b": "^2.0.0"}})");
  files.Add("p/api/pnpm-lock.yaml", kPnpmLock);
  files.Add("p/web/node_modules/a/package-lock.json", NpmLock("a", "x", "6.6.6"));
  files.Add("p/.cache/package-lock.json", NpmLock("cache", "x", "6.6.6"));
  files.Add("p/tools/package.json", R"({"name": "tools"})");
}

std::string Shown(const Inventory& inventory) {
  std::string text;
  for (const InventoryProject& project : inventory.projects) {
    text +=
        fmt::format("{} {} {}\n", project.folder, NameOf(project.lockfile_kind), project.lockfile);
  }
  for (const Package& p : inventory.packages) {
    text += fmt::format("{} {}@{} {} {}:{}\n", p.path.empty() ? "." : p.path,
                        p.name ? p.name->text() : p.folder_name, p.version, NameOf(p.origin),
                        inventory.LockfileOf(p), p.line);
  }
  for (const Dependency& d : inventory.dependencies) {
    text += fmt::format("{} -{}-> {}\n", inventory.at(d.from).path, NameOf(d.scope),
                        d.to ? inventory.at(*d.to).path : "nothing");
  }
  for (const Diagnostic& d : inventory.diagnostics) text += d.code + " " + d.message + "\n";
  return text;
}

}  // namespace

TEST(ManyProjects, AreReadTogether) {
  FakeFileSystem files;
  AddMonorepo(files);
  const auto inventory = inventory::Read(files, "p");
  ASSERT_TRUE(inventory.has_value());
  EXPECT_EQ(inventory->lockfile_kind, LockfileKind::kSeveral);
  EXPECT_EQ(Shown(*inventory),
            "api pnpm-lock.yaml p/api/pnpm-lock.yaml\n"
            "web package-lock.json p/web/package-lock.json\n"
            "web/e2e package-lock.json p/web/e2e/package-lock.json\n"
            ". p@ root p/api/pnpm-lock.yaml:0\n"
            "api api@ workspace p/api/pnpm-lock.yaml:5\n"
            "api/node_modules/.pnpm/b@2.0.0/node_modules/b b@2.0.0 registry "
            "p/api/pnpm-lock.yaml:13\n"
            "web web@ workspace p/web/package-lock.json:5\n"
            "web/e2e e2e@ workspace p/web/e2e/package-lock.json:5\n"
            "web/e2e/node_modules/a a@1.1.0 registry p/web/e2e/package-lock.json:6\n"
            "web/node_modules/a a@1.0.0 registry p/web/package-lock.json:6\n"
            " -workspace-> api\n"
            " -workspace-> web/e2e\n"
            " -workspace-> web\n"
            "api -prod-> api/node_modules/.pnpm/b@2.0.0/node_modules/b\n"
            "web -prod-> web/node_modules/a\n"
            "web/e2e -prod-> web/e2e/node_modules/a\n"
            "L029 a package.json without a lockfile, of no project here, is not read: `tools`\n");
}

TEST(ManyProjects, GiveTheSameAgain) {
  FakeFileSystem files;
  AddMonorepo(files);
  EXPECT_EQ(Shown(*inventory::Read(files, "p")), Shown(*inventory::Read(files, "p")));
}

TEST(ManyProjects, AreNamedWhereTheFolderHasALockfileItself) {
  FakeFileSystem files;
  AddMonorepo(files);
  files.Add("p/package-lock.json", NpmLock("whole", "a", "1.0.0"));
  const auto one = inventory::Read(files, "p");
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->lockfile_kind, LockfileKind::kPackageLock);
  EXPECT_EQ(one->packages.size(), 2U);
  ASSERT_FALSE(one->diagnostics.empty());
  EXPECT_EQ(one->diagnostics.back().message,
            "projects with a lockfile of their own are not part of this: `api`, `web`, `web/e2e`");

  const auto all = inventory::Read(files, "p", {.below = inventory::ReadOptions::Below::kAll});
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->projects.size(), 4U);
  EXPECT_EQ(all->packages.front().name->text(), "whole");
  EXPECT_EQ(all->packages.front().origin, Origin::kRoot);
  EXPECT_EQ(all->LockfileOf(all->packages.front()), "p/package-lock.json");
}

/// A member of a workspace with a lockfile of its own: two lockfiles speak of one folder.
TEST(ManyProjects, MayShareAFolder) {
  FakeFileSystem files;
  files.Add("p/package.json", R"({"name": "whole", "workspaces": ["web"]})");
  files.Add("p/package-lock.json", R"({"lockfileVersion": 3, "packages": {
      "": {"name": "whole", "workspaces": ["web"]},
      "web": {"name": "web", "version": "1.0.0", "dependencies": {"a": "*"}},
      "node_modules/web": {"resolved": "web", "link": true},
      "node_modules/a": {"version": "1.0.0"}}})");
  files.Add("p/web/package.json",
            R"({"name": "web", "version": "1.0.0", "dependencies": {"a": "*"}})");
  files.Add("p/web/package-lock.json", NpmLock("web", "a", "2.0.0"));
  const auto all = inventory::Read(files, "p", {.below = inventory::ReadOptions::Below::kAll});
  ASSERT_TRUE(all.has_value());
  std::string edges;
  for (const Dependency& d : all->dependencies) {
    if (all->at(d.from).path == "web") edges += all->at(*d.to).path + "\n";
  }
  EXPECT_EQ(edges, "node_modules/a\nweb/node_modules/a\n");
  for (const Package& p : all->packages) {
    if (!p.link_target) continue;
    EXPECT_EQ(p.path, "node_modules/web");
    EXPECT_EQ(all->at(*p.link_target).path, "web");
  }
}

TEST(ManyProjects, KeepWhatIsWrongWithEach) {
  FakeFileSystem files;
  AddMonorepo(files);
  files.Add("p/broken/package-lock.json", "{");
  const auto inventory = inventory::Read(files, "p");
  ASSERT_TRUE(inventory.has_value());
  EXPECT_EQ(inventory->projects.size(), 4U);
  bool told = false;
  for (const Diagnostic& d : inventory->diagnostics)
    told |= d.code == "L001" && d.file == "p/broken/package-lock.json";
  EXPECT_TRUE(told);
}
