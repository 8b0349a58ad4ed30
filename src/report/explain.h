#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/assessment.h"
#include "model/rule_card.h"
#include "report/style.h"

namespace report {

/// A rule's page for the terminal: what it finds, why it matters, what to do, references, and its
/// `when`.
[[nodiscard]] std::string ExplainText(const RuleCard& card, const TextOptions& options);

/// One line per rule: id, severity, title.
[[nodiscard]] std::string RuleListText(std::span<const RuleCard> cards);

/// Dependency paths from the project to a package; each starts at the root.
using DependencyPaths = std::vector<std::vector<PackageIndex>>;

/// Why a package is there and why it got its verdict: the paths, then verdict <- line of policy <-
/// finding <- clauses <- facts <- place.
[[nodiscard]] std::string WhyText(const Assessment& assessment, PackageIndex package,
                                  const DependencyPaths& paths, const TextOptions& options);

}  // namespace report
