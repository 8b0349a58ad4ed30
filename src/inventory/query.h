#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/inventory.h"

namespace inventory {

/// A way from the root: indices into Inventory::dependencies, first edge first.
using DependencyPath = std::vector<std::size_t>;

/// The shortest ways from the root to a package, through links, at most `limit` of them: one for
/// every edge that leads to it, the shortest that ends in that edge; by length, then by the order
/// of dependencies. Empty for the root and for what no edge reaches.
[[nodiscard]] std::vector<DependencyPath> PathsTo(const Inventory& inventory, PackageIndex package,
                                                  std::size_t limit);

/// The packages that `query` names, in the inventory's order, links left out: "name" (own name or
/// alias), "name@version" (exact), "pkg:npm/..." or a path ("node_modules/a").
[[nodiscard]] std::vector<PackageIndex> Find(const Inventory& inventory, std::string_view query);

}  // namespace inventory
