#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/public_key.h"
#include "model/packument.h"
#include "registry/sigstore/verify.h"

namespace registry {

/// A key that a registry signs what it received with.
struct RegistryKey {
  std::string id;  ///< "SHA256:…"
  PublicKey key;
  std::optional<UnixMillis> expires;
};

/// Reads what a registry answers at `-/npm/v1/keys`. Keys of kinds that are not supported are left
/// out. An Error when it is no such document.
[[nodiscard]] Result<std::vector<RegistryKey>> ParseRegistryKeys(Bytes json);

/// Verifies a version's registry signatures over "name@version:integrity" (npm's own scheme,
/// ECDSA). Every signature whose key is known must hold, and the key must not have expired when the
/// version came out; at least one must. `manifest.dist.integrity` must be there.
[[nodiscard]] Result<void> VerifyRegistrySignatures(const PackageName& name,
                                                    const Manifest& manifest,
                                                    const std::vector<RegistryKey>& keys);

/// What a team expects of where its packages are built. An empty field is not asked for.
struct ExpectedBuild {
  std::string repository;  ///< "owner/name", as the manifest says
  std::string workflow;    ///< path of the workflow file
  std::string ref;         ///< branch or tag
};

/// Where a verified build was made.
struct Provenance {
  std::string predicate_type;
  std::string repository;  ///< URL, out of the certificate
  std::string commit;
  std::string ref;
  std::string workflow;
};

/// Why attestations are not taken for proof.
struct NoProof {
  Error error;
  /// They are by a log, an authority or a key that this program does not know, so that nothing was
  /// shown to be false: a newer trust root may know it.
  bool unknown_signer = false;
};

/// Verifies what a registry answers at the URL of `dist.attestations`: every bundle in it, against
/// the tarball's bytes; the subject must be this package and version, and the provenance must be
/// there. What is told of it comes out of the certificate, not only out of the statement. The
/// attestations that a registry signs with its own key are passed over when `keys` is empty: nobody
/// knows the registry's keys then.
[[nodiscard]] tl::expected<Provenance, NoProof> VerifyAttestations(
    Bytes json, const PackageId& id, Bytes tarball, const TrustedRoot& root,
    const std::vector<RegistryKey>& keys);

/// Whether a verified build is the one that is expected; an Error says what differs.
[[nodiscard]] Result<void> CheckBuild(const Provenance& provenance, const ExpectedBuild& expected);

}  // namespace registry
