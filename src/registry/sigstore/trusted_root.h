#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/certificate.h"
#include "base/result.h"

namespace registry {

/// From when to when something of a trust root counts; open at the end while it is in use.
struct Validity {
  UnixMillis start = 0;
  std::optional<UnixMillis> end;
  [[nodiscard]] bool Holds(UnixMillis time) const {
    return start <= time && (!end || time <= *end);
  }
};

/// A log whose key is trusted: Rekor's or a certificate-transparency log.
struct TrustedLog {
  std::string url;
  ByteVector id;
  PublicKey key;
  Validity valid;
};

/// An authority: its chain, the one that signs first, the root last.
struct TrustedAuthority {
  std::vector<Certificate> chain;
  Validity valid;
};

/// Whom a verification of sigstore bundles believes (sigstore_trustroot.proto).
struct TrustedRoot {
  std::vector<TrustedLog> logs;
  std::vector<TrustedLog> certificate_logs;
  std::vector<TrustedAuthority> certificate_authorities;
  std::vector<TrustedAuthority> timestamp_authorities;
};

/// Reads a trust root. Keys of kinds that are not supported are left out, as nothing can be
/// verified with them; anything else that is wrong is an Error.
[[nodiscard]] Result<TrustedRoot> ParseTrustedRoot(Bytes json);

/// The trust root of the public instance, as its maintainers signed it in their TUF repository
/// (trusted_root.json of sigstore/root-signing). It is compiled in, so that verification works
/// offline; it changes only when they rotate keys.
[[nodiscard]] std::string_view PublicTrustedRoot();

}  // namespace registry
