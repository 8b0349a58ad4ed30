#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/rule_card.h"

enum class Action : std::uint8_t { kAllow, kWarn, kBlock };
[[nodiscard]] std::string_view NameOf(Action action);
[[nodiscard]] std::optional<Action> FindAction(std::string_view name);

/// Where a line of policy or a setting stands: "built-in", or a file and its line.
struct PolicyOrigin {
  std::string file = "built-in";
  std::uint32_t line = 0;
  bool operator==(const PolicyOrigin&) const = default;
};

/// One line of a policy: the first line whose tests all hold decides, as in a firewall. An absent
/// test always holds, but for `status`.
struct PolicyLine {
  Action action = Action::kAllow;
  std::vector<std::string> rules;     ///< globs over rule ids; empty: any finding
  std::vector<std::string> packages;  ///< globs over names or `name@version`; empty: any package
  std::optional<Severity> severity_at_least;
  std::optional<Confidence> confidence_at_least;
  std::optional<CardStatus> status;  ///< absent: stable rules only
  std::optional<Phase> phase;
  std::optional<bool> production;  ///< reachable from production dependencies
  bool not_analysed = false;  ///< holds for what could not be analysed, instead of for findings
  std::string reason;         ///< the author's words, shown with the verdict
  std::string text;           ///< the line as shown to people
  PolicyOrigin origin;
  bool operator==(const PolicyLine&) const = default;
};

/// A finding the owner has looked at and accepts. All given tests must hold; `reason` and `owner`
/// are never empty.
struct Suppression {
  std::string rule;                      ///< exact id
  std::string purl;                      ///< with or without version; empty: the project itself
  std::optional<std::string> integrity;  ///< SRI text: holds for these bytes only
  std::string reason;
  std::string owner;
  std::optional<UnixMillis> expires;  ///< from this moment on it no longer holds
  PolicyOrigin origin;
  bool operator==(const Suppression&) const = default;
};

struct Policy {
  std::vector<PolicyLine> lines;  ///< in order; the built-in ones come last
  std::vector<Suppression> suppressions;
};

/// What to do with one subject, and the line of policy that said so.
struct Verdict {
  Action action = Action::kAllow;
  std::string line;  ///< PolicyLine::text; "no finding" when there was nothing to judge
  PolicyOrigin origin;
  std::string rule;  ///< the finding that decided; empty when none did
  bool operator==(const Verdict&) const = default;
};
