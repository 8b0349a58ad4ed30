#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"

/// A sigstore instance of our own, for tests: an authority that issues certificates, a log of
/// certificates and a transparency log, with keys that are made when it is made. What it attests
/// verifies against its own trust root and no other.
class TestSigstore {
 public:
  TestSigstore();
  ~TestSigstore();
  TestSigstore(const TestSigstore&) = delete;
  TestSigstore& operator=(const TestSigstore&) = delete;

  /// The trust root, as JSON (sigstore_trustroot.proto).
  [[nodiscard]] std::string TrustedRootJson() const;

  /// A build that is attested.
  struct Build {
    std::string purl;        ///< subject
    std::string repository;  ///< URL
    std::string workflow = ".github/workflows/release.yml";
    std::string ref = "refs/heads/main";
    UnixMillis time = 0;
  };
  /// What npm answers at `dist.attestations.url`: one SLSA provenance in a bundle 0.1, over the
  /// SHA-512 of `tarball`.
  [[nodiscard]] std::string Attestations(const Build& build, Bytes tarball) const;

 private:
  struct Keys;
  std::unique_ptr<Keys> keys_;
};
