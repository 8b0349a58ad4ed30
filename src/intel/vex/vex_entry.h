#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "intel/match.h"
#include "model/fact.h"
#include "model/inventory.h"
#include "model/policy.h"

namespace intel {

/// What a VEX document says of one vulnerability in one package of a project.
struct VexEntry {
  PackageIndex package = PackageIndex::kRoot;
  std::string purl;
  Fact record;  ///< intel.vulnerability: the ids, score, references and evidence
  // What is said of it:
  Stance stance = Stance::kUnderInvestigation;
  std::string justification;  ///< OpenVEX's word; only of kNotAffected
  std::string code;           ///< CycloneDX's word for the same; may be empty
  std::string reason;         ///< a sentence
  std::string action;         ///< what to do; of kAffected
  bool drafted = true;        ///< from evidence; no: somebody had said so

  [[nodiscard]] std::string_view id() const;
  [[nodiscard]] std::vector<std::string> aliases() const;
};

/// Where the project's code runs, as "linux-x64" or "linux-x64-musl" says it: os, cpu, libc.
struct Deployment {
  std::string os;
  std::string cpu;
  std::string libc;
  /// Words between hyphens; nothing when there is none or more than three.
  [[nodiscard]] static std::optional<Deployment> Parse(std::string_view text);
  /// Whether a package that need not be installed is installed there, as npm decides; what the
  /// deployment does not say admits.
  [[nodiscard]] bool Admits(Platforms wanted) const;
};

/// One entry for each vulnerability of each package, in the order of packages and ids, each drafted
/// from the evidence in its fact and the inventory:
///
///   used for development only       not affected   component_not_present
///   not installed on `deployment`   not affected   component_not_present
///   imported by nobody              not affected   vulnerable_code_not_in_execute_path
///   what is vulnerable not named    not affected   vulnerable_code_not_in_execute_path
///   what is vulnerable is named     affected       update
///   anything else                   under investigation
[[nodiscard]] std::vector<VexEntry> DraftVex(const std::map<PackageIndex, Facts>& records,
                                             const Inventory& inventory,
                                             const std::optional<Deployment>& deployment);

/// What an override of the project chose in a version that has the remedy: "fixed", for the records
/// that name one at or below it.
[[nodiscard]] std::vector<VexEntry> OverriddenVex(const Intelligence& intelligence,
                                                  const Inventory& inventory);

}  // namespace intel
