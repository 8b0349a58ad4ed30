#pragma once

#include "detect/rule_set.h"

namespace detect {

/// True when the fact is of the pattern's kind and phase and passes all of its tests.
[[nodiscard]] bool Matches(const FactPattern& pattern, const Fact& fact, const RuleSet& rules);

}  // namespace detect
