#pragma once

#include "model/fact.h"
#include "model/inventory.h"

namespace facts {

/// What the inventory remarked on its lockfile, as `lock.*` facts with file and line; sorted,
/// bounded like every list of facts.
[[nodiscard]] Facts ExtractLock(const Inventory& inventory);

}  // namespace facts
