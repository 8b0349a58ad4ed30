#include "inventory/query.h"

#include <algorithm>
#include <limits>
#include <queue>

namespace inventory {
namespace {

constexpr std::size_t kNoEdge = std::numeric_limits<std::size_t>::max();

std::size_t IndexOf(PackageIndex package) {
  return static_cast<std::size_t>(package);
}

/// The package that an edge leads to in the end, through a link.
std::optional<PackageIndex> EndOf(const Inventory& inventory, const Dependency& edge) {
  if (!edge.to) return std::nullopt;
  return inventory.at(*edge.to).link_target.value_or(*edge.to);
}

/// Breadth first from the root: the edge by which each package is reached first, and how far it is.
class Reach {
 public:
  explicit Reach(const Inventory& inventory)
      : inventory_(inventory),
        edge_to_(inventory.packages.size(), kNoEdge),
        distance_(inventory.packages.size(), kNoEdge) {
    const auto& edges = inventory.dependencies;
    std::queue<PackageIndex> open;
    open.push(PackageIndex::kRoot);
    distance_[0] = 0;
    while (!open.empty()) {
      const PackageIndex from = open.front();
      open.pop();
      auto edge = std::lower_bound(
          edges.begin(), edges.end(), from,
          [](const Dependency& one, PackageIndex index) { return one.from < index; });
      for (; edge != edges.end() && edge->from == from; ++edge) {
        const auto to = EndOf(inventory, *edge);
        if (!to || distance_[IndexOf(*to)] != kNoEdge) continue;
        distance_[IndexOf(*to)] = distance_[IndexOf(from)] + 1;
        edge_to_[IndexOf(*to)] = static_cast<std::size_t>(edge - edges.begin());
        open.push(*to);
      }
    }
  }

  [[nodiscard]] std::size_t Distance(PackageIndex package) const {
    return distance_[IndexOf(package)];
  }

  /// The way to where `last` begins, and `last`.
  [[nodiscard]] DependencyPath PathThrough(std::size_t last) const {
    DependencyPath path = {last};
    PackageIndex at = inventory_.dependencies[last].from;
    while (at != PackageIndex::kRoot) {
      path.push_back(edge_to_[IndexOf(at)]);
      at = inventory_.dependencies[path.back()].from;
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

 private:
  const Inventory& inventory_;
  std::vector<std::size_t> edge_to_;
  std::vector<std::size_t> distance_;
};

}  // namespace

std::vector<DependencyPath> PathsTo(const Inventory& inventory, PackageIndex package,
                                    std::size_t limit) {
  const PackageIndex target = inventory.at(package).link_target.value_or(package);
  std::vector<DependencyPath> paths;
  if (target == PackageIndex::kRoot) return paths;
  const Reach reach(inventory);
  std::vector<std::size_t> last;
  for (std::size_t i = 0; i < inventory.dependencies.size(); ++i) {
    const Dependency& edge = inventory.dependencies[i];
    if (EndOf(inventory, edge) == target && reach.Distance(edge.from) != kNoEdge) last.push_back(i);
  }
  std::stable_sort(last.begin(), last.end(), [&](std::size_t a, std::size_t b) {
    return reach.Distance(inventory.dependencies[a].from) <
           reach.Distance(inventory.dependencies[b].from);
  });
  for (const std::size_t edge : last) {
    if (paths.size() == limit) break;
    paths.push_back(reach.PathThrough(edge));
  }
  return paths;
}

std::vector<PackageIndex> Find(const Inventory& inventory, std::string_view query) {
  std::vector<PackageIndex> found;
  const bool is_purl = query.starts_with("pkg:");
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    const Package& package = inventory.packages[i];
    if (package.origin == Origin::kLink) continue;
    bool matches = package.path == query && !query.empty();
    if (package.name) {
      const std::string& name = package.name->text();
      matches = matches || name == query || query == name + "@" + package.version;
      matches = matches || (is_purl && (query == NpmPurl(*package.name, package.version) ||
                                        query == NpmPurl(*package.name, "")));
    }
    const bool is_alias = i != 0 && package.folder_name == query;
    if (matches || is_alias) found.push_back(static_cast<PackageIndex>(i));
  }
  return found;
}

}  // namespace inventory
