#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "detect/evaluate.h"
#include "model/finding.h"
#include "recall_case.h"
#include "same_verdict.h"

namespace recall {

struct Outcome {
  Severity worst = Severity::kInfo;
  std::string rule;  ///< that said so; empty: none spoke
};

/// The real extractors and the built-in rules over packages in memory.
class Judge {
 public:
  explicit Judge(detect::RuleSet rules) : rules_(std::move(rules)) {}

  /// The worst finding.
  [[nodiscard]] Outcome Worst(const std::vector<CardSample::File>& files,
                              const std::vector<CardSample::File>& previous) const;
  /// Every rule that speaks.
  [[nodiscard]] std::vector<Finding> Findings(const Variant& variant,
                                              const std::vector<CardSample::File>& previous) const;
  /// Every rule that speaks, with its severity.
  [[nodiscard]] std::string Verdict(const Variant& variant,
                                    const std::vector<CardSample::File>& previous) const;
  [[nodiscard]] std::span<const RuleCard> cards() const { return rules_.cards(); }

 private:
  detect::RuleSet rules_;
};

[[nodiscard]] Facts FactsOf(const std::vector<CardSample::File>& files);
[[nodiscard]] Facts FactsOf(const Variant& variant);

/// How many cases a text in the package made milder, or sent a control byte to a reader by any
/// report; each is printed.
[[nodiscard]] int CheckPleading(const Judge& judge, const std::vector<Case>& cases);
/// Rewritten cases, lines {"case": id, "transform": name, "files": {path: text}}: how many are
/// flagged as severely as the case demands, how many milder, by transform. 0 when enough are.
[[nodiscard]] int CheckEvasions(const Judge& judge, const std::vector<Case>& cases,
                                std::string_view lines);

/// Ends the program: what it was given is no set of cases.
[[noreturn]] void Stop(std::string_view message);

}  // namespace recall
