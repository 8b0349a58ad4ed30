#pragma once

#include <string>
#include <vector>

#include "scan/examine.h"

namespace scan {

/// Rules and policy over what was examined: findings, verdicts, gaps and counts, sorted as
/// model/assessment.h says. `project_facts` are those of the project as a whole (its lockfile).
/// Findings of facts that were judged before come from the store. `seconds` and memory are left to
/// the caller.
[[nodiscard]] Assessment Assemble(const World& world, std::string subject, Inventory inventory,
                                  const std::vector<Item>& items, Examination examination,
                                  const Facts& project_facts, const Options& options);

}  // namespace scan
