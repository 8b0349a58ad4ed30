#pragma once

#include "formats/base64.h"
#include "model/inventory.h"

/// For tests only: a project with two versions of one package, the same version at two places with
/// other dependencies, a dev package, a workspace, an alias and a dependency that nobody answers.
[[nodiscard]] inline Inventory SampleInventory() {
  Inventory inventory;
  inventory.lockfile_kind = LockfileKind::kPackageLock;
  inventory.lockfile_version = 3;
  inventory.lockfile = "package-lock.json";
  const auto add = [&inventory](std::string_view path, std::string_view name,
                                std::string_view version, Origin origin,
                                std::uint32_t line) -> Package& {
    Package& package = inventory.packages.emplace_back();
    package.name = PackageName::Parse(name);
    package.folder_name = name;
    package.version = version;
    package.path = path;
    package.origin = origin;
    package.line = line;
    if (origin == Origin::kRegistry) {
      package.resolved = Untrusted("https://registry.example/" + std::string(name) + "/-/x-" +
                                   std::string(version) + ".tgz");
      package.integrity = Integrity::Of(AsBytes(std::string(name) + std::string(version)));
    }
    return package;
  };
  add("", "app", "1.0.0", Origin::kRoot, 0);
  add("node_modules/a", "a", "1.0.0", Origin::kRegistry, 10).license = Untrusted("MIT");
  add("node_modules/b", "@s/b", "2.0.0", Origin::kRegistry, 20).license = Untrusted("(MIT OR ISC)");
  add("node_modules/b/node_modules/a", "a", "2.0.0", Origin::kRegistry, 30).has_install_script =
      true;
  add("node_modules/c", "c", "1.0.0", Origin::kRegistry, 40).dev = true;
  add("node_modules/c/node_modules/d", "d", "1.0.0", Origin::kRegistry, 50).license =
      Untrusted("See file");
  add("node_modules/d", "d", "1.0.0", Origin::kRegistry, 60).license = Untrusted("See file");
  add("packages/w", "w", "0.1.0", Origin::kWorkspace, 70);
  const auto edge = [&inventory](unsigned from, std::optional<unsigned> to, std::string_view name) {
    Dependency& dependency = inventory.dependencies.emplace_back();
    dependency.from = static_cast<PackageIndex>(from);
    if (to) dependency.to = static_cast<PackageIndex>(*to);
    if (!to) dependency.state = Dependency::State::kMissing;
    dependency.name = name;
  };
  edge(0, 1, "a");
  edge(0, 2, "b");
  edge(0, 4, "c");
  edge(0, 7, "w");
  edge(1, 6, "d");
  edge(2, 3, "a");
  edge(4, 5, "d");
  edge(7, std::nullopt, "gone");
  return inventory;
}
