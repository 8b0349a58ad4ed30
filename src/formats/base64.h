#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace formats {

/// RFC 4648 section 4, with padding.
[[nodiscard]] std::string EncodeBase64(Bytes bytes);
/// RFC 4648 section 5: `-` and `_`, no padding.
[[nodiscard]] std::string EncodeBase64Url(Bytes bytes);

/// RFC 4648 section 4 to the letter: padding wanted, no other character, unused bits zero.
[[nodiscard]] std::optional<ByteVector> DecodeBase64(std::string_view text);
/// RFC 4648 section 5 to the letter: padding neither wanted nor refused.
[[nodiscard]] std::optional<ByteVector> DecodeBase64Url(std::string_view text);
/// What Node's Buffer.from(text, 'base64') gives: either alphabet, characters of neither passed
/// over, the first `=` ends it, a lone last character is dropped. Never fails.
[[nodiscard]] ByteVector DecodeBase64Leniently(std::string_view text);

}  // namespace formats
