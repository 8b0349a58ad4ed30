#include "facts/ansi_escape.h"

#include <algorithm>

#include "base/text.h"

namespace facts {
namespace {

/// The value of a digit of any base up to 16; 99 for what is none.
unsigned DigitOf(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return 99;
}

}  // namespace

std::size_t ReadAnsiEscape(std::string_view text, std::size_t at, std::string& plain) {
  if (at >= text.size()) return text.size();
  const char c = text[at];
  const bool octal = c >= '0' && c <= '7';
  if (octal || c == 'x' || c == 'u' || c == 'U') {
    const std::size_t most = octal ? 3 : c == 'x' ? 2 : c == 'u' ? 4 : 8;
    const unsigned base = octal ? 8 : 16;
    if (!octal) ++at;
    char32_t value = 0;
    for (std::size_t i = 0; i < most && at < text.size() && DigitOf(text[at]) < base; ++i, ++at)
      value = value * base + DigitOf(text[at]);
    AppendUtf8(plain, std::min<char32_t>(value, 0x10FFFF));
    return at;
  }
  constexpr std::string_view kFrom = "abefnrtv";
  constexpr std::string_view kTo = "\a\b\x1B\f\n\r\t\v";
  const std::size_t known = kFrom.find(c);
  plain += known == std::string_view::npos ? c : kTo[known];
  return at + 1;
}

}  // namespace facts
