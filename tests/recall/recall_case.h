#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/rule_card.h"

namespace recall {

/// One inert sample of an attack, and its clean twin: the same package but for the decisive fact.
struct Case {
  std::string id;
  std::string group;  ///< the file's name without `.md`
  Severity severity = Severity::kHigh;
  std::string of;       ///< the rule classes and incidents it stands for
  CardSample poisoned;  ///< as an attacker would publish it: the lines that make it inert are gone
  CardSample twin;
};

/// Reads tests/recall/cases/GROUP.md; tests/recall/README.md describes the form. The error names
/// the place.
[[nodiscard]] Result<std::vector<Case>> ReadCases(std::string_view text, std::string_view group);

/// Drops every line that says `inert sample`: what keeps a stored sample from working.
[[nodiscard]] std::string WithoutInertLines(std::string_view text);

}  // namespace recall
