#include "trust/pair_tally.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/judge.h"

namespace {

constexpr std::size_t kEvidenceWidth = 240;

std::string FirstFact(const Finding& finding) {
  const Fact& fact = finding.facts.front();
  std::string text(InfoOf(fact.kind).name);
  for (const FactValue& value : fact.values)
    text += fmt::format(" {}={}", value.key, value.text.ForEscaping().substr(0, 60));
  return ReplaceAll(Quote(text, kEvidenceWidth), "|", "\\|");
}

}  // namespace

void PairTally::Add(const std::string& release, const Facts& facts, const Facts* before) {
  ++releases_;
  Action worst = Action::kAllow;
  for (Finding finding : detect::Evaluate(rules_, facts, before)) {
    finding.status = CardStatus::kStable;  // what it would do once it may
    const Action action = policy::Judge(policy_, finding, policy::Subject{}, 0).verdict.action;
    Rule& rule = by_rule_[finding.rule];
    ++rule.releases;
    ++rule.by_severity[finding.severity];
    rule.warned += action == Action::kWarn ? 1 : 0;
    rule.blocked += action == Action::kBlock ? 1 : 0;
    worst = std::max(worst, action);
    if (action != Action::kAllow)
      speeches_.insert(fmt::format("| {} | {} | {} | {} |\n", release, finding.rule,
                                   NameOf(finding.severity), FirstFact(finding)));
  }
  warned_ += worst == Action::kWarn ? 1 : 0;
  blocked_ += worst == Action::kBlock ? 1 : 0;
}

bool PairTally::IsQuiet(double share) const {
  return blocked_ == 0 && static_cast<double>(warned_) <= share * static_cast<double>(releases_);
}

std::string PairTally::Report() const {
  const auto percent = [&](std::size_t count) {
    const std::size_t all = std::max<std::size_t>(releases_, 1);
    return fmt::format("{:.2f} %", 100.0 * static_cast<double>(count) / static_cast<double>(all));
  };
  std::string text = fmt::format("**Warned of {} ({}), blocked {} ({}).**\n\n", warned_,
                                 percent(warned_), blocked_, percent(blocked_));
  text +=
      "| rule | speaks of | info | low | medium | high | critical | warns | blocks |\n"
      "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  for (const auto& [name, rule] : by_rule_) {
    text += fmt::format("| {} | {} |", name, percent(rule.releases));
    for (const Severity severity : {Severity::kInfo, Severity::kLow, Severity::kMedium,
                                    Severity::kHigh, Severity::kCritical}) {
      const auto at = rule.by_severity.find(severity);
      text += at == rule.by_severity.end() ? " |" : fmt::format(" {} |", at->second);
    }
    text += fmt::format(" {} | {} |\n", percent(rule.warned), percent(rule.blocked));
  }
  if (speeches_.empty()) return text;
  text += "\n| release | rule | severity | first evidence |\n|---|---|---|---|\n";
  for (const std::string& speech : speeches_) text += speech;
  return text;
}
