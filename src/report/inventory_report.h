#pragma once

#include <string>

#include "model/inventory.h"
#include "report/style.h"

namespace report {

/// One line per package: path, name and version, scope, origin, line in the lockfile.
[[nodiscard]] std::string InventoryText(const Inventory& inventory, const TextOptions& options);

/// {lockfile, packages[], dependencies[], remarks[], diagnostics[]}, in inventory order.
[[nodiscard]] std::string InventoryJson(const Inventory& inventory);

}  // namespace report
