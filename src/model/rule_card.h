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

/// What a fact must be to satisfy a clause: its kind, optionally its phase, and tests on its
/// values, which must all hold.
struct ValueTest {
  enum class Operator : std::uint8_t {
    kEquals,
    kOneOf,
    kMatches,
    kContains,
    kStartsWith,
    kAtLeast,
    kAtMost,
    kExists
  };
  std::string key;
  Operator op = Operator::kEquals;
  std::vector<std::string> operands;
  bool negated = false;
  bool operator==(const ValueTest&) const = default;
};
struct FactPattern {
  FactKind kind{};
  std::optional<Phase> phase;
  std::vector<ValueTest> tests;
  bool operator==(const FactPattern&) const = default;
};

/// One node of `when`. `text` is the clause as the card's author wrote it: what a finding shows as
/// having held.
struct Condition {
  enum class Kind : std::uint8_t { kAll, kAny, kNone, kFact, kFlow, kCount, kNew, kPhase };
  Kind kind = Kind::kAll;
  std::string text;
  std::vector<Condition> children;    ///< of kAll, kAny, kNone
  std::vector<FactPattern> patterns;  ///< kFact, kCount, kNew: one; kFlow: source first, sink last
  std::optional<Phase> phase;         ///< of kPhase
  std::uint32_t at_least = 1;         ///< of kCount
  bool operator==(const Condition&) const = default;
};

/// `worse-if` and `milder-if`: when the condition holds the severity becomes `severity`, and the
/// reason is printed.
struct SeverityChange {
  Condition condition;
  Severity severity = Severity::kInfo;
  std::string reason;
  bool operator==(const SeverityChange&) const = default;
};

/// A code block of a card's `## Flagged` or `## Not flagged` section: one file of a sample package.
struct CardSample {
  struct File {
    std::string path;
    std::string content;
    bool operator==(const File&) const = default;
  };
  std::string title;
  std::vector<File> files;
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
  std::vector<SeverityChange> changes;
  // Markdown of the sections.
  std::string finds;
  std::string matters;
  std::string to_do;
  std::string references;
  std::vector<CardSample> flagged;
  std::vector<CardSample> not_flagged;
};
