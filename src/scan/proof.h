#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "model/packument.h"
#include "registry/npm_provenance.h"
#include "registry/tarball.h"
#include "scan/examine.h"
#include "scan/pipeline.h"

namespace scan {

/// Verifies what registries show as proof of a version's origin, against its bytes. Safe to use
/// from many threads.
class ProofExaminer {
 public:
  /// `world` must outlive it.
  explicit ProofExaminer(const World& world) : world_(world) {}

  /// One `publish.proof` for the attestations that the document names, and one for a registry's
  /// signature that does not hold. Nothing when the document names none. What cannot be had, or is
  /// by a signer that the trust root does not know, is unknown: never fine and never bad.
  [[nodiscard]] Facts Verify(const Packument& packument, const PackageId& id,
                             const registry::TarballRequest& request);

 private:
  [[nodiscard]] const registry::TrustedRoot* Root();
  [[nodiscard]] std::vector<registry::RegistryKey> KeysOf(const PackageName& name);

  const World& world_;
  std::mutex mutex_;  ///< guards all below
  bool root_read_ = false;
  std::optional<registry::TrustedRoot> root_;
  std::map<std::string, std::vector<registry::RegistryKey>> keys_;  ///< by registry
};

/// T002: how many proofs held among what was found of `items`, and how many could not be had;
/// nothing when there were none at all.
[[nodiscard]] std::optional<Diagnostic> NoteOnProofs(const std::vector<Examined>& items);

/// What the policy's `[[proof]]` asks of a package, held against what was found: an `elsewhere` or
/// `absent` that the policy asks about; nothing when it does not, or when nobody knows.
[[nodiscard]] std::optional<Fact> ProofAgainstPolicy(const Policy& policy, const Package& package,
                                                     const Facts& trusted);

}  // namespace scan
