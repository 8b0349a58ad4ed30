#pragma once

#include <vector>

#include "model/assessment.h"

namespace detect {

/// What the facts of a package say that it can do, by capability and phase: neither good nor bad.
/// Sorted as `capabilities.def` is, and within a capability by phase, install first.
[[nodiscard]] std::vector<Capability> CapabilitiesOf(const Facts& facts);

}  // namespace detect
