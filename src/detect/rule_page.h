#pragma once

#include <span>
#include <string>

#include "detect/rule_set.h"

namespace detect {

/// A rule's page in docs/rules, Markdown, made from its card alone. The card must be readable.
[[nodiscard]] std::string RulePage(const CardText& card);

/// docs/rules/README.md: one row per rule.
[[nodiscard]] std::string RuleIndex(std::span<const CardText> cards);

}  // namespace detect
