#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace formats {

/// Hexadecimal digits of either case, an even number of them and nothing else. (`Hex` in
/// base/hash.h is the way back.)
[[nodiscard]] std::optional<ByteVector> DecodeHex(std::string_view text);

}  // namespace formats
