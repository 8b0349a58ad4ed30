#pragma once

#include <cstdint>

/// What ECMA-262 asks of Unicode: which code points may stand in names, which are space. The data
/// is Unicode 18.0 (tools/generate_unicode.mjs makes it).
namespace js {

namespace unicode {
/// Bit c of word c/64: ASCII letters, `$` and `_`.
inline constexpr std::uint64_t kAsciiStart[2] = {0x0000'0010'0000'0000, 0x07ff'fffe'87ff'fffe};
/// The same and the digits.
inline constexpr std::uint64_t kAsciiPart[2] = {0x03ff'0010'0000'0000, 0x07ff'fffe'87ff'fffe};

[[nodiscard]] bool IsIdStartBeyondAscii(char32_t c);
[[nodiscard]] bool IsIdContinueBeyondAscii(char32_t c);
}  // namespace unicode

/// IdentifierStartChar: ID_Start, `$`, `_`. False for anything past U+10FFFF.
[[nodiscard]] inline bool IsIdStart(char32_t c) {
  if (c < 128) [[likely]]
    return ((unicode::kAsciiStart[c >> 6U] >> (c & 63U)) & 1U) != 0;
  return unicode::IsIdStartBeyondAscii(c);
}

/// IdentifierPartChar: ID_Continue, `$`, U+200C, U+200D. False for anything past U+10FFFF.
[[nodiscard]] inline bool IsIdContinue(char32_t c) {
  if (c < 128) [[likely]]
    return ((unicode::kAsciiPart[c >> 6U] >> (c & 63U)) & 1U) != 0;
  return unicode::IsIdContinueBeyondAscii(c);
}

/// LF, CR, U+2028, U+2029.
[[nodiscard]] constexpr bool IsLineTerminator(char32_t c) {
  return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

/// WhiteSpace: tab, vertical tab, form feed, U+FEFF and every Space_Separator. Line terminators
/// are not among them.
[[nodiscard]] constexpr bool IsWhiteSpace(char32_t c) {
  if (c < 128) [[likely]]
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
  return c == 0xa0 || c == 0xfeff || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f ||
         c == 0x205f || c == 0x3000;
}

}  // namespace js
