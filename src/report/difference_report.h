#pragma once

#include <span>
#include <string>

#include "model/difference.h"
#include "report/report.h"

namespace report {

/// What changed, then what stands against it, ending with a newline. `format` is text, json,
/// markdown (for a pull request) or html (one page that needs nothing else); any other writes the
/// assessment alone.
[[nodiscard]] std::string WriteDifference(const Difference& difference,
                                          std::span<const RuleCard> cards, Format format,
                                          const TextOptions& options);

}  // namespace report
