#pragma once

#include <optional>
#include <vector>

#include "model/assessment.h"

namespace scan {

/// The gaps that facts tell of (something unparsed, cut off or too large), as the report lists
/// them.
[[nodiscard]] std::vector<NotAnalysed> GapsIn(const Facts& facts,
                                              const std::optional<PackageIndex>& package);

}  // namespace scan
