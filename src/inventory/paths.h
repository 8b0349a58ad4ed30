#pragma once

#include <string_view>
#include <vector>

#include "model/inventory.h"

namespace inventory {

/// Ways by which the project comes to a package: each begins with the root and ends with the
/// package. The shortest way through each of those who ask for it directly, shortest first (ties by
/// index), at most `limit`. Empty when no way leads there.
[[nodiscard]] std::vector<std::vector<PackageIndex>> PathsTo(const Inventory& inventory,
                                                             PackageIndex package,
                                                             std::size_t limit = 5);

/// The packages of that name, alias, `name@version`, package URL or installed path, in index order.
[[nodiscard]] std::vector<PackageIndex> Find(const Inventory& inventory, std::string_view wanted);

}  // namespace inventory
