#pragma once

#include <string>

#include "model/resemblance.h"
#include "report/style.h"

namespace report {

/// The answer for people: what was seen of each cluster's habits, what was not, the next best, what
/// to look for now, and what others said, quoted with date. It says how far a program may go.
[[nodiscard]] std::string WriteAttributionText(const Attribution& attribution,
                                               const TextOptions& options);

/// The same as one JSON object; docs/schema/attribution.schema.json describes it.
[[nodiscard]] std::string WriteAttributionJson(const Attribution& attribution);

}  // namespace report
