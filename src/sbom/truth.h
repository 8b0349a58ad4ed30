#pragma once

#include <vector>

#include "model/inventory.h"
#include "sbom/score.h"

namespace sbom {

/// What a document says that is not so, held against what the project's lockfile has: packages
/// missing, invented, in another version, with another hash; edges missing. Sorted.
[[nodiscard]] std::vector<Untruth> CompareWithTruth(const Bom& bom, const Inventory& truth);

}  // namespace sbom
