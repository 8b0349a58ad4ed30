#include "scan/plan.h"

#include <map>
#include <tuple>

namespace scan {
namespace {

/// The team's own code, and what arrives inside another tarball.
bool IsOwnOrContained(const Package& package) {
  switch (package.origin) {
    case Origin::kRoot:
    case Origin::kWorkspace:
    case Origin::kLink:
    case Origin::kBundled:
      return true;
    case Origin::kRegistry:
    case Origin::kFolder:
    case Origin::kTarball:
    case Origin::kGit:
    case Origin::kUnknown:
    case Origin::kForeign:
      return false;
  }
  return false;
}

Item MakeItem(const Package& package) {
  Item item{.folder = package.path};
  switch (package.origin) {
    case Origin::kRegistry:
      break;
    case Origin::kTarball:
      // A tarball without a hash is whatever its host says today: only the installed folder shows
      // what was taken.
      if (package.integrity.empty()) item.way = Way::kFolder;
      break;
    default:
      item.way = Way::kFolder;
  }
  if (!package.name || (item.way == Way::kTarball && package.version.empty()))
    item.way = Way::kFolder;
  return item;
}

/// By index: whether the project or a member of its workspaces asks for it.
std::vector<bool> DirectDependencies(const Inventory& inventory) {
  std::vector<bool> direct(inventory.packages.size());
  for (const Dependency& dependency : inventory.dependencies) {
    const Origin origin = inventory.at(dependency.from).origin;
    if (!dependency.to || (origin != Origin::kRoot && origin != Origin::kWorkspace)) continue;
    direct[static_cast<std::size_t>(*dependency.to)] = true;
  }
  return direct;
}

}  // namespace

std::vector<Item> Plan(const Inventory& inventory) {
  const std::vector<bool> direct = DirectDependencies(inventory);
  std::vector<Item> items;
  // Name, version, integrity, and for what is not a pinned tarball the place itself.
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> seen;
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    const Package& package = inventory.packages[i];
    if (IsOwnOrContained(package)) continue;
    Item item = MakeItem(package);
    const std::string name = package.name ? package.name->text() : "";
    const std::string place = item.way == Way::kTarball ? "" : package.path;
    const auto [at, is_new] = seen.try_emplace(
        {name, package.version, package.integrity.ToString(), place}, items.size());
    if (is_new) items.push_back(std::move(item));
    Item& same = items[at->second];
    same.places.push_back(static_cast<PackageIndex>(i));
    if (direct[i] && same.way == Way::kTarball && package.origin == Origin::kRegistry)
      same.compare_manifest = true;
  }
  return items;
}

facts::PackageContext ContextOf(const Package& package,
                                const std::vector<std::string>& registry_hosts) {
  return {.name = package.name ? package.name->text() : "",
          .version = package.version,
          .origin = package.origin,
          .registry_hosts = registry_hosts};
}

}  // namespace scan
