#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace js {

/// What is wrong with a regular expression. `offset` counts bytes of `pattern/flags`, so that a
/// literal's place is the byte after its first slash plus `offset`. `message` is static text, lower
/// case, without foreign text.
struct RegExpError {
  std::uint32_t offset = 0;
  std::string_view message;
  bool operator==(const RegExpError&) const = default;
};

/// Checks the source between the slashes (UTF-8; a malformed byte is U+FFFD) and the flags against
/// ECMA-262 2026, sections 22.2.1 and B.1.2: Annex B syntax without flags, strict syntax with `u`,
/// class set notation with `v`. Nothing is returned when both are right, else the first error.
/// Takes time linear in the pattern, but for named groups nested in many groups, where it is
/// groups times depth. Groups nest to limits::kRegExpDepth and classes of `v` to
/// limits::kRegExpClassDepth; deeper is an error.
[[nodiscard]] std::optional<RegExpError> ValidateRegExp(std::string_view pattern,
                                                        std::string_view flags);

}  // namespace js
