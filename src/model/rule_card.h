#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/fact.h"

/// How bad it is if it is true.
enum class Severity : std::uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };
[[nodiscard]] std::string_view NameOf(Severity severity);
[[nodiscard]] std::optional<Severity> FindSeverity(std::string_view name);

/// How sure we are that it is true. Never mixed with severity.
enum class Confidence : std::uint8_t { kLow, kMedium, kHigh };
[[nodiscard]] std::string_view NameOf(Confidence confidence);
[[nodiscard]] std::optional<Confidence> FindConfidence(std::string_view name);

/// A preview card is reported on request and can never block; a stable one has earned it by a
/// measured false-positive rate.
enum class CardStatus : std::uint8_t { kPreview, kStable };
[[nodiscard]] std::string_view NameOf(CardStatus status);
[[nodiscard]] std::optional<CardStatus> FindCardStatus(std::string_view name);

/// A test on the values of one key of a fact. It holds when one of the values satisfies it;
/// negated, when none does (so also when there is no such value). `file` is always the evidence's
/// file.
struct ValueTest {
  enum class Operator : std::uint8_t {
    kOneOf,       ///< is one of the operands, byte for byte
    kMatches,     ///< the operand is an RE2 expression found somewhere in it
    kContains,    ///< one of the operands stands somewhere in it
    kStartsWith,  ///< it starts with one of the operands
    kAtLeast,     ///< both are decimal numbers
    kAtMost,
    kExists,  ///< there is a value
  };
  std::string key;
  Operator op = Operator::kOneOf;
  std::vector<std::string> operands;
  bool negated = false;
  bool operator==(const ValueTest&) const = default;
};
/// What a fact must be to satisfy a clause: its kind, optionally its phase, and tests that must all
/// hold.
struct FactPattern {
  FactKind kind{};
  std::optional<Phase> phase;
  std::vector<ValueTest> tests;
  bool operator==(const FactPattern&) const = default;
};

/// One node of `when`. `text` is the clause as the card's author wrote it: what a finding shows as
/// having held.
struct Condition {
  enum class Kind : std::uint8_t {
    kAll,
    kAny,
    kNone,
    kFact,
    kFlow,   ///< a sink whose steps pass through facts of the patterns before it, in order
    kCount,  ///< at least so many facts
    kNew,  ///< a fact the previous version does not have; without a pattern: among those that held
    kPhase,  ///< the earliest phase of the facts that held
  };
  Kind kind = Kind::kAll;
  std::string text;
  std::vector<Condition> children;    ///< of kAll, kAny, kNone
  std::vector<FactPattern> patterns;  ///< kFact, kCount: one; kNew: at most one; kFlow: sink last
  std::optional<Phase> phase;         ///< of kPhase
  std::uint32_t at_least = 1;         ///< of kCount
  bool operator==(const Condition&) const = default;
};

/// `worse-if` (higher than the card's severity) and `milder-if` (lower): when the condition holds
/// the severity becomes `severity`, and the reason is printed.
struct SeverityChange {
  Condition condition;
  Severity severity = Severity::kInfo;
  std::string reason;
  bool operator==(const SeverityChange&) const = default;
};

/// One sample package of a card's `## Flagged` or `## Not flagged` section, with what the
/// extractors must say of it. docs/rule-cards.md describes how a card writes it.
struct CardSample {
  struct File {
    std::string path;
    std::string content;
    bool operator==(const File&) const = default;
  };
  /// A fact that must be there: the `//~` comment of a line.
  struct Expectation {
    std::string path;
    std::uint32_t line = 0;
    FactPattern pattern;
    std::string text;
    bool operator==(const Expectation&) const = default;
  };
  std::string title;
  std::vector<File> files;
  std::vector<File> previous;    ///< of the version before, for `new`; empty when there is none
  std::vector<std::string> tar;  ///< entries of a hostile archive, one line each
  Facts given;                   ///< what rooms above the extractors would say
  std::vector<Expectation> expected;
  std::uint32_t line = 0;  ///< in the card
  bool operator==(const CardSample&) const = default;
};

/// One rule: its data, its documentation and its tests, as read from detect/rules/ID.md (DESIGN:
/// "Rule cards").
struct RuleCard {
  std::string id;
  std::string title;
  Severity severity = Severity::kInfo;
  Confidence confidence = Confidence::kLow;
  CardStatus status = CardStatus::kPreview;
  std::vector<std::string> attack;  ///< ATT&CK technique ids
  std::vector<std::string> cwe;
  Condition when;
  std::vector<SeverityChange> changes;  ///< the milder first, so that a worse one has the last word
  // Markdown of the sections.
  std::string finds;
  std::string matters;
  std::string to_do;
  std::string references;
  std::vector<CardSample> flagged;
  std::vector<CardSample> not_flagged;
};
