#pragma once

#include <string>

#include "scan/pipeline.h"

namespace scan {

/// Adds the lines around every place that a blocking or warning finding names, for reports that
/// show source. The packages in question are read once more, from caches as a rule; what cannot be
/// had again is left without excerpts. Bounded by limits::kExcerpts.
void AddExcerpts(const World& world, const std::string& folder, Assessment& assessment);

}  // namespace scan
