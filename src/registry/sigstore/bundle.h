#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/certificate.h"
#include "base/result.h"
#include "formats/json.h"

namespace registry {

/// One entry of a Rekor log as a bundle carries it.
struct LogEntry {
  struct InclusionProof {
    std::uint64_t index = 0;
    std::uint64_t tree_size = 0;
    ByteVector root_hash;
    std::vector<ByteVector> hashes;
    std::string checkpoint;  ///< signed note; empty when there is none
  };
  std::uint64_t index = 0;
  ByteVector log_id;
  std::string kind;
  std::string kind_version;
  std::optional<std::int64_t> integrated_time;  ///< seconds; only Rekor v1 tells one
  ByteVector promise;  ///< signed entry timestamp; empty when there is none
  std::optional<InclusionProof> proof;
  ByteVector body;  ///< canonical JSON of the entry
};

/// A DSSE envelope (secure-systems-lab/dsse, version 1).
struct Envelope {
  ByteVector payload;
  std::string payload_type;
  std::vector<ByteVector> signatures;

  /// What the signatures are over: "DSSEv1", type and payload with their lengths.
  [[nodiscard]] ByteVector PreAuthentication() const;
};

/// A signature over the bytes of the artifact itself.
struct MessageSignature {
  ByteVector digest;  ///< SHA-256, a hint; empty when there is none
  ByteVector signature;
};

/// A sigstore bundle, versions 0.1 to 0.3. Exactly one of `envelope` and `message` is there.
struct Bundle {
  enum class Version : std::uint8_t { k01, k02, k03 };
  Version version = Version::k03;
  std::vector<Certificate> certificates;  ///< the signer's first; empty when a key is hinted at
  std::string key_hint;
  std::vector<LogEntry> entries;
  std::vector<ByteVector> timestamps;  ///< DER of RFC 3161 responses
  std::optional<Envelope> envelope;
  std::optional<MessageSignature> message;
};

/// Reads a bundle (protobuf-specs, sigstore_bundle.proto, as JSON). Strict: an unknown version,
/// base64 that is none, a list past limits::kBundleItems, or a part that must be there and is not,
/// is an Error that names the field.
[[nodiscard]] Result<Bundle> ParseBundle(Bytes json);
[[nodiscard]] Result<Bundle> ReadBundle(const formats::json::Object& root);

}  // namespace registry
