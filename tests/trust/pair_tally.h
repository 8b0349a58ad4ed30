#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "detect/evaluate.h"
#include "model/policy.h"

/// Counts what the rules say of honest releases, each rule judged as if it were stable.
class PairTally {
 public:
  PairTally(const detect::RuleSet& rules, const Policy& policy) : rules_(rules), policy_(policy) {}

  /// One release, by its facts; `before` are those of the version it is compared with.
  void Add(const std::string& release, const Facts& facts, const Facts* before);

  /// The rows for docs/noise.md: figures, rules, and every release that is not simply allowed.
  [[nodiscard]] std::string Report() const;

  [[nodiscard]] std::size_t releases() const { return releases_; }
  /// No release blocked, and warned of at most `share` of them.
  [[nodiscard]] bool IsQuiet(double share) const;

 private:
  struct Rule {
    std::map<Severity, std::size_t> by_severity;
    std::size_t releases = 0;
    std::size_t warned = 0;
    std::size_t blocked = 0;
  };

  const detect::RuleSet& rules_;
  const Policy& policy_;
  std::map<std::string, Rule> by_rule_;
  std::set<std::string> speeches_;
  std::size_t releases_ = 0;
  std::size_t warned_ = 0;
  std::size_t blocked_ = 0;
};
