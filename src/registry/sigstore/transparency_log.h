#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "registry/sigstore/bundle.h"
#include "registry/sigstore/trusted_root.h"

namespace registry {

/// Whether the leaf is at `proof.index` of the tree with `proof.root_hash` (RFC 9162, section
/// 2.1.3.2).
[[nodiscard]] bool IsIncluded(const Sha256Digest& leaf, const LogEntry::InclusionProof& proof);
/// RFC 9162, section 2.1.1: SHA-256 of a zero byte and the entry.
[[nodiscard]] Sha256Digest LeafHash(Bytes entry);

/// What a checkpoint says: a note of origin, tree size and root hash, signed by the log and perhaps
/// by witnesses (C2SP tlog-checkpoint and signed-note).
struct Checkpoint {
  std::string origin;
  std::uint64_t tree_size = 0;
  ByteVector root_hash;
};
/// The checkpoint, when one of its signature lines is the log's; an Error that says what is wrong.
[[nodiscard]] Result<Checkpoint> VerifyCheckpoint(std::string_view note, const TrustedLog& log);

/// Verifies that a trusted log holds the entry: the inclusion proof with its checkpoint, and the
/// signed entry timestamp where there is one. `proof_needed` as bundles from 0.2 on must have it;
/// without it the promise must be there. Gives when the log took the entry in, if its promise says
/// so (Rekor v1); nothing for logs that tell no time (Rekor v2).
enum class ProofNeeded : std::uint8_t { kNo, kYes };
[[nodiscard]] Result<std::optional<UnixMillis>> VerifyLogEntry(const LogEntry& entry,
                                                               const TrustedRoot& root,
                                                               ProofNeeded proof_needed);

}  // namespace registry
