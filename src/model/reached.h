#pragma once

#include <functional>
#include <vector>

#include "model/inventory.h"

/// By package: whether an install comes to it from the root, along the edges that `follows` admits
/// and through the packages that `takes` admits, and from a link to what it points at.
[[nodiscard]] std::vector<bool> ReachedFromRoot(
    const Inventory& inventory, const std::function<bool(const Dependency&)>& follows,
    const std::function<bool(PackageIndex)>& takes);
