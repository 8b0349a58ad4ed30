#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/ed25519.h"
#include "base/hash.h"
#include "base/result.h"
#include "intel/pack.h"

namespace intel {

/// Whether the octets begin like a delta between two packs.
[[nodiscard]] bool IsPackDelta(Bytes bytes);

/// What makes `target` out of `base`: the records that are new, changed or gone, signed with `key`.
/// Both are whole packs. It is tried before it is given out: an Error when applying it would not
/// give `target`, octet for octet.
[[nodiscard]] Result<ByteVector> MakePackDelta(const Pack& base, const Pack& target,
                                               const std::optional<ed25519::PrivateKey>& key);

/// The target, octet for octet, with its own signature. An Error, and nothing else, when the delta
/// is not signed by who is trusted, is cut off or damaged, is for another base, or gives anything
/// but the pack whose SHA-256 it names.
[[nodiscard]] Result<ByteVector> ApplyPackDelta(const Pack& base, Bytes delta, const Trust& trust);

/// The first half of the SHA-256 of a whole pack, as servers name the deltas that begin from it:
/// beside `team.sly` lies `team.sly.delta-` and this.
[[nodiscard]] std::string DeltaNameOf(const Pack& base);

}  // namespace intel
