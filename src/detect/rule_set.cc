#include "detect/rule_set.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"
#include "detect/built_in_cards.h"
#include "detect/card_cursor.h"
#include "detect/condition_parser.h"
#include "detect/read_card.h"
#include "detect/regex.h"

namespace detect {

namespace {

/// Grows when a clause comes to mean something else, so that stored findings are judged again.
constexpr std::uint64_t kEvaluatorVersion = 1;

/// Kinds of which at least one must be there for the condition to hold; empty: no such set is
/// known.
std::vector<FactKind> TriggersOf(const Condition& condition) {
  switch (condition.kind) {
    case Condition::Kind::kAll: {
      std::vector<FactKind> fewest;
      for (const Condition& child : condition.children) {
        std::vector<FactKind> kinds = TriggersOf(child);
        if (fewest.empty() || (!kinds.empty() && kinds.size() < fewest.size())) fewest = kinds;
      }
      return fewest;
    }
    case Condition::Kind::kAny: {
      std::vector<FactKind> all;
      for (const Condition& child : condition.children) {
        const std::vector<FactKind> kinds = TriggersOf(child);
        if (kinds.empty()) return {};
        all.insert(all.end(), kinds.begin(), kinds.end());
      }
      return all;
    }
    case Condition::Kind::kFact:
    case Condition::Kind::kFlow:
    case Condition::Kind::kCount:
    case Condition::Kind::kNew:
      return {condition.patterns.back().kind};
    case Condition::Kind::kNone:
    case Condition::Kind::kPhase:
      return {};
  }
  return {};
}

}  // namespace

RuleSet::RuleSet(RuleSet&&) noexcept = default;
RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;
RuleSet::~RuleSet() = default;

std::optional<RuleCard> ReadBuiltInCard(std::string_view id) {
  for (const CardText& card : BuiltInCards()) {
    if (card.file != std::string(id) + ".md") continue;
    auto read = ReadCard(card.text, card.file);
    CHECK(read.has_value(), "the card compiler lets no broken card through");
    return std::move(*read);
  }
  return std::nullopt;
}

std::optional<std::string_view> NearestRule(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const CardText& card : BuiltInCards())
    ids.push_back(card.file.substr(0, card.file.rfind('.')));
  return Nearest(id, ids);
}

Result<RuleSet> RuleSet::Load(std::span<const CardText> user_cards) {
  RuleSet rules;
  KeyHasher hasher;
  hasher.Add(kEvaluatorVersion).Add(BuiltInHash());
  for (const CardText& card : BuiltInCards()) {
    auto added = rules.Add(ReadRule(card.text, card.file), card.file);
    CHECK(added.has_value(), "the card compiler lets no broken card through");
  }
  for (const CardText& card : user_cards) {
    hasher.Add(card.text);
    if (auto added = rules.Add(ReadCard(card.text, card.file), card.file); !added)
      return Fail(added.error());
  }
  rules.Finish();
  rules.hash_ = Hex(hasher.Finish());
  return rules;
}

Result<RuleSet> RuleSet::OfClauses(std::span<const NamedClause> clauses) {
  RuleSet rules;
  KeyHasher hasher;
  hasher.Add(kEvaluatorVersion);
  for (const NamedClause& named : clauses) {
    hasher.Add(named.id).Add(named.clause);
    CardCursor cursor(named.clause, named.id);
    auto when = ReadClauses(cursor);
    if (!when) return Fail(std::move(when).error());
    if (!cursor.AtEnd() && cursor.Peek() != '\n')
      return Fail(
          cursor.Wrong(cursor.at(), fmt::format("saw {} after the clause", cursor.Seen())).value());
    RuleCard card;
    card.id = named.id;
    card.title = named.id;
    card.when = *std::move(when);
    if (auto added = rules.Add(std::move(card), named.id); !added)
      return Fail(std::move(added).error());
  }
  rules.Finish();
  rules.hash_ = Hex(hasher.Finish());
  return rules;
}

void RuleSet::Finish() {
  std::sort(cards_.begin(), cards_.end(),
            [](const RuleCard& a, const RuleCard& b) { return a.id < b.id; });
  triggers_.resize(FactKindCount());
  for (std::uint32_t i = 0; i < cards_.size(); ++i) {
    const RuleCard& card = cards_[i];
    for (const FactKind kind : TriggersOf(card.when))
      triggers_[static_cast<std::size_t>(kind)].push_back(i);
    Prepare(card.when);
    for (const SeverityChange& change : card.changes) Prepare(change.condition);
  }
}

Result<void> RuleSet::Add(Result<RuleCard> card, std::string_view file) {
  if (!card) return Fail(card.error());
  const bool taken = std::any_of(cards_.begin(), cards_.end(),
                                 [&](const RuleCard& other) { return other.id == card->id; });
  if (taken)
    return Fail(fmt::format("{}: there is already a rule `{}`", file, card->id),
                "rename the card and its file");
  cards_.push_back(std::move(*card));
  return {};
}

void RuleSet::Prepare(const Condition& condition) {
  for (const Condition& child : condition.children) Prepare(child);
  for (const FactPattern& pattern : condition.patterns) {
    for (const ValueTest& test : pattern.tests) {
      if (test.op != ValueTest::Operator::kMatches) continue;
      auto& regex = regexes_[test.operands.front()];
      if (regex == nullptr) regex = CompileRegex(test.operands.front());
    }
  }
}

const RuleCard* RuleSet::Find(std::string_view id) const {
  const auto at = std::lower_bound(
      cards_.begin(), cards_.end(), id,
      [](const RuleCard& card, std::string_view wanted) { return card.id < wanted; });
  return at != cards_.end() && at->id == id ? &*at : nullptr;
}

const re2::RE2& RuleSet::Regex(const std::string& pattern) const {
  const auto at = regexes_.find(pattern);
  CHECK(at != regexes_.end(), "every expression of a card is compiled when the rules are loaded");
  return *at->second;
}

}  // namespace detect
