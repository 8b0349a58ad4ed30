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

/// What is said of a finding: by the owner of the policy (kAccepted), or by a VEX statement.
enum class Stance : std::uint8_t {
  kAccepted,            ///< looked at, and taken as it is
  kNotAffected,         ///< VEX: the product is not affected, for the reason in `justification`
  kFixed,               ///< VEX: the product has a remedy
  kUnderInvestigation,  ///< VEX: nobody knows yet
  kAffected,            ///< VEX: it counts
};
/// VEX's word: "not_affected"; "accepted" for kAccepted.
[[nodiscard]] std::string_view NameOf(Stance stance);

/// What somebody says of findings: a `[[suppress]]` of the policy or a statement of a VEX document.
/// All tests that are given must hold. A rule or a vulnerability is always given; of VEX a
/// vulnerability, and one of `purl`, `product` and `integrity`.
struct Suppression {
  std::string rule;                          ///< exact id; empty: any rule
  std::vector<std::string> vulnerabilities;  ///< ids of one matter; empty: whatever the rule finds
  /// With or without version, of the package. Empty: the project itself, or with a vulnerability
  /// any package.
  std::string purl;
  std::string versions;  ///< a `vers:` range that the package's version lies in; empty: any
  std::string product;   ///< what the package is part of, as VEX calls it; empty: any project
  std::optional<std::string> integrity;  ///< SRI text: holds for these bytes only
  Stance stance = Stance::kAccepted;
  std::string justification;  ///< OpenVEX's word for why it is not affected; may be empty
  std::string reason;
  std::string owner;                  ///< of VEX, the author of the document
  std::optional<UnixMillis> expires;  ///< from this moment on it no longer holds
  UnixMillis said = 0;                ///< of VEX: when
  std::string statement;  ///< of VEX: its id, or where it stands in the document; else empty
  PolicyOrigin origin;
  bool operator==(const Suppression&) const = default;
};

/// How the owner expects packages to be built. An empty field is not asked for, but the
/// attestations themselves are.
struct ExpectedProof {
  std::vector<std::string> packages;  ///< globs over names or `name@version`; never empty
  std::string repository;             ///< "owner/name"
  std::string workflow;               ///< path of the workflow file
  std::string ref;                    ///< branch or tag, in full: refs/heads/main
  PolicyOrigin origin;
  bool operator==(const ExpectedProof&) const = default;
};

struct Policy {
  std::vector<PolicyLine> lines;  ///< in order; the built-in ones come last
  std::vector<Suppression> suppressions;
  std::vector<Suppression> statements;     ///< of VEX documents, in the order they were read
  std::vector<std::string> product_names;  ///< by which VEX documents may call this project
  std::vector<ExpectedProof> proofs;
};

/// What to do with one subject, and the line of policy that said so.
struct Verdict {
  Action action = Action::kAllow;
  std::string line;  ///< PolicyLine::text; "no finding" when there was nothing to judge
  PolicyOrigin origin;
  std::string rule;  ///< the finding that decided; empty when none did
  bool operator==(const Verdict&) const = default;
};
