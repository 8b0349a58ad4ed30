#include "model/reached.h"

std::vector<bool> ReachedFromRoot(const Inventory& inventory,
                                  const std::function<bool(const Dependency&)>& follows,
                                  const std::function<bool(PackageIndex)>& takes) {
  std::vector<std::vector<PackageIndex>> wanted(inventory.packages.size());
  for (const Dependency& dependency : inventory.dependencies) {
    if (dependency.to && follows(dependency))
      wanted[static_cast<std::size_t>(dependency.from)].push_back(*dependency.to);
  }
  std::vector<bool> reached(inventory.packages.size());
  std::vector<PackageIndex> open = {PackageIndex::kRoot};
  while (!open.empty()) {
    const PackageIndex next = open.back();
    open.pop_back();
    const auto at = static_cast<std::size_t>(next);
    if (at >= reached.size() || reached[at] || !takes(next)) continue;
    reached[at] = true;
    open.insert(open.end(), wanted[at].begin(), wanted[at].end());
    if (const auto& target = inventory.at(next).link_target) open.push_back(*target);
  }
  return reached;
}
