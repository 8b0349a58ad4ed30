#include "detect/evaluate.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "detect/fact_index.h"
#include "detect/match.h"

namespace detect {

namespace {

/// What a condition left behind when it held.
struct Held {
  std::vector<const Fact*> facts;
  std::vector<std::string> clauses;
};

class Evaluation {
 public:
  Evaluation(const RuleSet& rules, const Facts& now, const Facts* before)
      : rules_(rules), now_(now) {
    if (before != nullptr) before_.emplace(*before);
  }

  [[nodiscard]] std::vector<const Fact*> Find(const FactPattern& pattern) const;
  /// `so_far` is what held before, for a bare `new` or `phase`. Adds to `held` only when it holds.
  [[nodiscard]] bool Holds(const Condition& condition, const Held& so_far, Held& held) const;
  [[nodiscard]] const FactIndex& index() const { return now_; }

 private:
  [[nodiscard]] bool HoldsAll(const Condition& condition, const Held& so_far, Held& held) const;
  [[nodiscard]] bool HoldsAny(const Condition& condition, const Held& so_far, Held& held) const;
  [[nodiscard]] std::vector<const Fact*> FindFlows(const Condition& condition) const;
  [[nodiscard]] std::vector<const Fact*> FindNew(const Condition& condition,
                                                 const Held& so_far) const;

  const RuleSet& rules_;
  FactIndex now_;
  std::optional<PreviousFacts> before_;
};

Phase EarliestPhase(const std::vector<const Fact*>& facts) {
  Phase earliest = Phase::kUnknown;
  for (const Fact* fact : facts) {
    const bool known = fact->phase != Phase::kUnknown;
    if (known && (earliest == Phase::kUnknown || fact->phase < earliest)) earliest = fact->phase;
  }
  return earliest;
}

void Append(const Held& from, Held& to) {
  to.facts.insert(to.facts.end(), from.facts.begin(), from.facts.end());
  to.clauses.insert(to.clauses.end(), from.clauses.begin(), from.clauses.end());
}

std::vector<const Fact*> Evaluation::Find(const FactPattern& pattern) const {
  std::vector<const Fact*> found;
  for (const Fact* fact : now_.Of(pattern.kind)) {
    if (Matches(pattern, *fact, rules_)) found.push_back(fact);
  }
  return found;
}

bool StandsAt(const Fact& fact, const EvidenceStep& step) {
  return fact.evidence.file == step.file && fact.evidence.position == step.position;
}

std::vector<const Fact*> Evaluation::FindFlows(const Condition& condition) const {
  std::vector<const Fact*> found;
  std::vector<std::vector<const Fact*>> stages;
  for (const FactPattern& pattern : condition.patterns) stages.push_back(Find(pattern));
  const std::vector<const Fact*> sinks = std::move(stages.back());
  stages.pop_back();
  for (const Fact* sink : sinks) {
    std::vector<const Fact*> passed;
    for (const EvidenceStep& step : sink->evidence.steps) {
      if (passed.size() == stages.size()) break;
      const auto& stage = stages[passed.size()];
      const auto at = std::find_if(stage.begin(), stage.end(),
                                   [&](const Fact* fact) { return StandsAt(*fact, step); });
      if (at != stage.end()) passed.push_back(*at);
    }
    if (passed.size() != stages.size()) continue;
    found.insert(found.end(), passed.begin(), passed.end());
    found.push_back(sink);
  }
  return found;
}

std::vector<const Fact*> Evaluation::FindNew(const Condition& condition, const Held& so_far) const {
  if (!before_) return {};
  std::vector<const Fact*> found =
      condition.patterns.empty() ? so_far.facts : Find(condition.patterns.front());
  std::erase_if(found, [&](const Fact* fact) { return before_->Has(*fact); });
  return found;
}

bool Evaluation::HoldsAll(const Condition& condition, const Held& so_far, Held& held) const {
  Held mine;
  for (const Condition& child : condition.children) {
    if (!Holds(child, so_far, mine)) return false;
  }
  Append(mine, held);
  return true;
}

bool Evaluation::HoldsAny(const Condition& condition, const Held& so_far, Held& held) const {
  bool any = false;
  // Every alternative is tried: the reader of the finding wants all the evidence.
  for (const Condition& child : condition.children) any = Holds(child, so_far, held) || any;
  return any;
}

bool Evaluation::Holds(const Condition& condition, const Held& so_far, Held& held) const {
  Held mine{.facts = {}, .clauses = {condition.text}};
  switch (condition.kind) {
    case Condition::Kind::kAll:
      return HoldsAll(condition, so_far, held);
    case Condition::Kind::kAny:
      return HoldsAny(condition, so_far, held);
    case Condition::Kind::kNone: {
      Held discarded;
      if (HoldsAny(condition, so_far, discarded)) return false;
      held.clauses.push_back(condition.text);
      return true;
    }
    case Condition::Kind::kPhase:
      if (EarliestPhase(so_far.facts) != *condition.phase) return false;
      held.clauses.push_back(condition.text);
      return true;
    case Condition::Kind::kFact:
    case Condition::Kind::kCount:
      mine.facts = Find(condition.patterns.front());
      break;
    case Condition::Kind::kFlow:
      mine.facts = FindFlows(condition);
      break;
    case Condition::Kind::kNew:
      mine.facts = FindNew(condition, so_far);
      break;
  }
  if (mine.facts.size() < condition.at_least) return false;
  Append(mine, held);
  return true;
}

void ApplyChanges(const Evaluation& evaluation, const RuleCard& card, Held& held,
                  Finding& finding) {
  for (const SeverityChange& change : card.changes) {
    const bool worse = change.severity > card.severity;
    const bool moves =
        worse ? change.severity > finding.severity : change.severity < finding.severity;
    if (!moves) continue;
    Held more;
    if (!evaluation.Holds(change.condition, held, more)) continue;
    finding.changes.push_back(
        {.from = finding.severity, .to = change.severity, .reason = change.reason});
    finding.severity = change.severity;
    Append(more, held);
  }
}

/// The facts themselves: each once, sorted, at most limits::kEvidencePerFinding.
void TakeFacts(std::vector<const Fact*> held, Finding& finding) {
  // Pointers into one array, so their order is the order of the facts given.
  std::sort(held.begin(), held.end());
  held.erase(std::unique(held.begin(), held.end()), held.end());
  const std::size_t kept = std::min(held.size(), limits::kEvidencePerFinding);
  finding.facts_left_out = static_cast<std::uint32_t>(held.size() - kept);
  for (std::size_t i = 0; i < kept; ++i) finding.facts.push_back(*held[i]);
  Sort(finding.facts);
}

}  // namespace

std::vector<Finding> Evaluate(const RuleSet& rules, const Facts& now, const Facts* before) {
  const Evaluation evaluation(rules, now, before);
  std::vector<std::uint32_t> candidates;
  for (std::size_t i = 0; i < FactKindCount(); ++i) {
    const auto kind = static_cast<FactKind>(i);
    const auto triggered = rules.TriggeredBy(kind);
    if (!triggered.empty() && !evaluation.index().Of(kind).empty())
      candidates.insert(candidates.end(), triggered.begin(), triggered.end());
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());

  std::vector<Finding> findings;
  for (const std::uint32_t i : candidates) {
    const RuleCard& card = rules.cards()[i];
    Held held;
    if (!evaluation.Holds(card.when, {}, held)) continue;
    Finding finding{.rule = card.id,
                    .title = card.title,
                    .severity = card.severity,
                    .confidence = card.confidence,
                    .status = card.status};
    ApplyChanges(evaluation, card, held, finding);
    finding.phase = EarliestPhase(held.facts);
    finding.clauses = std::move(held.clauses);
    TakeFacts(std::move(held.facts), finding);
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace detect
