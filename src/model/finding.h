#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/fact.h"
#include "model/inventory.h"
#include "model/rule_card.h"

/// What a rule says of one package (or of the project as a whole), with the clauses that held and
/// the facts that satisfied them. Never without evidence.
struct Finding {
  /// A `worse-if` or `milder-if` that held.
  struct Change {
    Severity from = Severity::kInfo;
    Severity to = Severity::kInfo;
    std::string reason;
    bool operator==(const Change&) const = default;
  };

  std::string rule;
  std::string title;
  Severity severity = Severity::kInfo;
  Confidence confidence = Confidence::kLow;
  CardStatus status = CardStatus::kPreview;
  Phase phase = Phase::kUnknown;  ///< the earliest among its facts
  std::vector<std::string> clauses;
  std::vector<Change> changes;
  Facts facts;                       ///< at least one; at most limits::kEvidencePerFinding
  std::uint32_t facts_left_out = 0;  ///< beyond that limit
  bool operator==(const Finding&) const = default;
};
