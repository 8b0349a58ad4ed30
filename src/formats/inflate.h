#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace formats {

/// How a DEFLATE stream (RFC 1951) is wrapped.
enum class DeflateWrapping : std::uint8_t { kRaw, kZlib, kGzip };

/// The bytes behind a compressed text, whole or as far as `ceiling` goes; nothing when the stream
/// is damaged or ends early. For short texts inside other files: packages go through Unzipper.
[[nodiscard]] std::optional<ByteVector> Inflate(Bytes bytes, DeflateWrapping wrapping,
                                                std::size_t ceiling);

/// The wrapping that the first bytes announce (RFC 1950, RFC 1952); nothing for raw streams, which
/// announce nothing.
[[nodiscard]] std::optional<DeflateWrapping> RecogniseDeflate(Bytes bytes);

}  // namespace formats
