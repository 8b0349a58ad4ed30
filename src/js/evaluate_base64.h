#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace js::eval {

/// What `Buffer.from(text, 'base64')` gives: both alphabets, other characters skipped, to the first
/// `=`.
[[nodiscard]] std::string DecodeBase64Loosely(std::u16string_view text);
/// What `atob` gives, one character for each byte; nothing where it throws.
[[nodiscard]] std::optional<std::u16string> DecodeBase64Strictly(std::u16string_view text);
[[nodiscard]] std::string EncodeBase64(std::string_view bytes);

}  // namespace js::eval
