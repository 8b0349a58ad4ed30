#pragma once

#include <vector>

#include "detect/rule_set.h"
#include "model/finding.h"

namespace detect {

/// What the rules say of one subject: a package, or the project as a whole. At most one finding per
/// rule, sorted by rule id, preview cards included. `before` are the facts of the previous version,
/// or nullptr when there is none to compare with; then nothing counts as new. The severity is the
/// card's unless a change that held moved it: the milder ones first, each only downwards, then the
/// worse ones, each only upwards. A pure function; rules whose facts are absent cost nothing.
[[nodiscard]] std::vector<Finding> Evaluate(const RuleSet& rules, const Facts& now,
                                            const Facts* before);

}  // namespace detect
