#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/rule_card.h"

namespace re2 {
class RE2;
}

namespace detect {

/// A card as a file has it; both views outlive their use.
struct CardText {
  std::string_view file;
  std::string_view text;
};

/// One clause of the cards' language under a name.
struct NamedClause {
  std::string id;
  std::string clause;
};

/// The cards that are compiled into the program, sorted by id.
[[nodiscard]] std::span<const CardText> BuiltInCards();

/// The built-in card of that id, with its sections; nothing for an unknown id.
[[nodiscard]] std::optional<RuleCard> ReadBuiltInCard(std::string_view id);
/// The id nearest to a mistyped one, for "did you mean".
[[nodiscard]] std::optional<std::string_view> NearestRule(std::string_view id);

/// Rules ready to be evaluated. Immutable once loaded; any number of threads may use one.
class RuleSet {
 public:
  /// The built-in cards and then the user's. A user's card that cannot be read, or whose id is
  /// already taken, is an Error that names its place.
  [[nodiscard]] static Result<RuleSet> Load(std::span<const CardText> user_cards);
  /// Clauses without cards around them, for whoever asks something else of facts than whether they
  /// are dangerous: each is a rule of severity info whose id is the clause's. An Error for one that
  /// cannot be read, or a name that comes twice.
  [[nodiscard]] static Result<RuleSet> OfClauses(std::span<const NamedClause> clauses);

  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;
  ~RuleSet();

  /// Sorted by id; of the built-in ones the front matter only.
  [[nodiscard]] const std::vector<RuleCard>& cards() const { return cards_; }
  [[nodiscard]] const RuleCard* Find(std::string_view id) const;
  /// Names this set of rules and this evaluator in the store's keys: it changes when a byte of any
  /// card or the meaning of a clause does.
  [[nodiscard]] const std::string& hash() const { return hash_; }

  /// Indices into `cards()` of the rules that can hold only when a fact of `kind` is there.
  [[nodiscard]] std::span<const std::uint32_t> TriggeredBy(FactKind kind) const {
    return triggers_[static_cast<std::size_t>(kind)];
  }
  /// The compiled form of an expression that stands in one of the cards.
  [[nodiscard]] const re2::RE2& Regex(const std::string& pattern) const;

 private:
  RuleSet() = default;
  [[nodiscard]] Result<void> Add(Result<RuleCard> card, std::string_view file);
  void Finish();
  void Prepare(const Condition& condition);

  std::vector<RuleCard> cards_;
  std::vector<std::vector<std::uint32_t>> triggers_;
  std::map<std::string, std::unique_ptr<re2::RE2>, std::less<>> regexes_;
  std::string hash_;
};

}  // namespace detect
