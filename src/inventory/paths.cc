#include "inventory/paths.h"

#include <algorithm>
#include <optional>

namespace inventory {
namespace {

constexpr std::uint32_t kUnreached = ~0U;

/// For each package the one before it on a shortest way from the root (breadth first); kUnreached
/// where there is none.
struct ShortestWays {
  std::vector<std::uint32_t> before;
  std::vector<std::uint32_t> length;
};

ShortestWays Walk(const Inventory& inventory) {
  const std::size_t count = inventory.packages.size();
  // Dependencies are sorted by `from`: one pass gives where each package's begin.
  std::vector<std::size_t> begin(count + 1, inventory.dependencies.size());
  for (std::size_t i = inventory.dependencies.size(); i-- > 0;)
    begin[static_cast<std::size_t>(inventory.dependencies[i].from)] = i;
  for (std::size_t i = count; i-- > 0;) begin[i] = std::min(begin[i], begin[i + 1]);

  ShortestWays ways{.before = std::vector<std::uint32_t>(count, kUnreached),
                    .length = std::vector<std::uint32_t>(count, kUnreached)};
  std::vector<std::uint32_t> queue = {0};
  ways.length[0] = 0;
  const auto reach = [&](PackageIndex to, std::uint32_t from) {
    const auto index = static_cast<std::uint32_t>(to);
    if (ways.length[index] != kUnreached) return;
    ways.length[index] = ways.length[from] + 1;
    ways.before[index] = from;
    queue.push_back(index);
  };
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const std::uint32_t at = queue[next];
    if (const auto& target = inventory.packages[at].link_target) reach(*target, at);
    for (std::size_t i = begin[at]; i < begin[at + 1]; ++i) {
      if (inventory.dependencies[i].to) reach(*inventory.dependencies[i].to, at);
    }
  }
  return ways;
}

}  // namespace

std::vector<std::vector<PackageIndex>> PathsTo(const Inventory& inventory, PackageIndex package,
                                               std::size_t limit) {
  const ShortestWays ways = Walk(inventory);
  std::vector<std::uint32_t> askers;
  for (const Dependency& dependency : inventory.dependencies) {
    const auto from = static_cast<std::uint32_t>(dependency.from);
    if (dependency.to == package && ways.length[from] != kUnreached) askers.push_back(from);
  }
  for (std::uint32_t i = 0; i < inventory.packages.size(); ++i) {
    if (inventory.packages[i].link_target == package && ways.length[i] != kUnreached)
      askers.push_back(i);
  }
  std::sort(askers.begin(), askers.end());
  askers.erase(std::unique(askers.begin(), askers.end()), askers.end());
  std::stable_sort(askers.begin(), askers.end(), [&](std::uint32_t a, std::uint32_t b) {
    return ways.length[a] < ways.length[b];
  });
  std::vector<std::vector<PackageIndex>> paths;
  for (const std::uint32_t asker : askers) {
    if (paths.size() == limit) break;
    std::vector<PackageIndex> path = {package};
    for (std::uint32_t at = asker; at != kUnreached; at = ways.before[at])
      path.push_back(static_cast<PackageIndex>(at));
    // A way that passes through the package itself (a cycle) says nothing new.
    if (std::count(path.begin(), path.end(), package) > 1) continue;
    std::reverse(path.begin(), path.end());
    paths.push_back(std::move(path));
  }
  return paths;
}

std::vector<PackageIndex> Find(const Inventory& inventory, std::string_view wanted) {
  const std::size_t at = wanted.find('@', 1);
  const std::string_view name = wanted.substr(0, at);
  const std::optional<std::string_view> version =
      at == std::string_view::npos ? std::nullopt : std::optional(wanted.substr(at + 1));
  const bool is_purl = wanted.starts_with("pkg:");
  std::vector<PackageIndex> found;
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    const Package& package = inventory.packages[i];
    const bool called =
        (package.name && package.name->text() == name) || package.folder_name == name;
    const bool by_purl =
        is_purl && package.name &&
        (wanted == NpmPurl(*package.name, package.version) || wanted == NpmPurl(*package.name, ""));
    if (by_purl || (called && (!version || package.version == *version)) ||
        (!package.path.empty() && package.path == wanted)) {
      found.push_back(static_cast<PackageIndex>(i));
    }
  }
  return found;
}

}  // namespace inventory
