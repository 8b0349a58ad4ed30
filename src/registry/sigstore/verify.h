#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "registry/sigstore/bundle.h"
#include "registry/sigstore/trusted_root.h"

namespace registry {

/// Who a bundle must be signed by. An empty field is not asked for.
struct ExpectedSigner {
  std::string identity;  ///< URI or e-mail address in the certificate
  std::string issuer;    ///< of the OpenID Connect token behind it
};

/// What a verified certificate says of the workflow that asked for it (Fulcio's extensions).
struct Signer {
  std::vector<std::string> identities;
  std::string issuer;
  std::string source_repository;  ///< URL, 1.3.6.1.4.1.57264.1.12
  std::string source_digest;      ///< the commit, .13
  std::string source_ref;         ///< branch or tag, .14
  std::string build_config;       ///< the workflow file with its ref, .18
  std::string build_trigger;      ///< the event, .20
};

/// A bundle that holds: who signed, when, and what.
struct VerifiedBundle {
  Signer signer;
  std::vector<UnixMillis> times;  ///< at which the signature is known to have been there; sorted
};

/// Verifies a bundle against an artifact and a trust root, without network and without asking what
/// time it is now. In this order: the certificate's chain, its certificate-transparency timestamp,
/// the log entries and what they are about, time stamps, that the certificate was valid at every
/// verified time, the signature, the artifact's digest, the identity. `key` verifies bundles that
/// hint at a key instead of carrying a certificate. An Error says which step did not hold.
[[nodiscard]] Result<VerifiedBundle> VerifyBundle(const Bundle& bundle, Bytes artifact,
                                                  const ExpectedSigner& expected,
                                                  const TrustedRoot& root,
                                                  const std::optional<PublicKey>& key = {});

/// Whether a bundle names a log, or has a certificate of an authority, that the trust root does not
/// have: then that it was not verified shows nothing about it.
[[nodiscard]] bool IsOfUnknownSigner(const Bundle& bundle, const TrustedRoot& root);

/// The in-toto statement of a verified envelope (in-toto attestation framework, v0.1 and v1).
struct Statement {
  struct Subject {
    std::string name;
    std::map<std::string, std::string> digests;  ///< by algorithm, hexadecimal in lower case
  };
  std::vector<Subject> subjects;
  std::string predicate_type;
  /// Of SLSA provenance v0.2 or v1: where it was built from; empty when it does not say.
  std::string repository;
  std::string ref;
  std::string workflow;
};
[[nodiscard]] Result<Statement> ReadStatement(const Envelope& envelope);

}  // namespace registry
