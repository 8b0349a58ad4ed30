#include "detect/sample_bytes.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "base/text.h"

namespace detect {

namespace {

Result<std::string> FromHex(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != ' ' && c != '\n') digits += c;
  }
  std::string bytes;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    const char* begin = digits.data() + at;
    unsigned byte = 0;
    const auto [end, error] =
        std::from_chars(begin, begin + std::min<std::size_t>(2, digits.size() - at), byte, 16);
    if (error != std::errc{} || end != begin + 2)
      return Fail("not pairs of hexadecimal digits: " + Quote(digits.substr(at, 8)));
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

/// How often the escape repeats: the number behind `*`, which is taken off `text`; 1 without one.
std::size_t TakeRepeat(std::string_view& text) {
  if (!text.starts_with('*')) return 1;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
  const auto number = ParseNumber(text.substr(1, end - 1));
  if (!number) return 1;
  text.remove_prefix(end);
  return *number;
}

Result<std::string> Unescape(std::string_view text) {
  std::string bytes;
  while (true) {
    const std::size_t at = text.find("\\u{");
    bytes += text.substr(0, at);
    if (at == std::string_view::npos) return bytes;
    text.remove_prefix(at + 3);
    const std::size_t close = text.find('}');
    unsigned point = 0;
    const std::string_view digits = text.substr(0, close);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), point, 16);
    const bool whole = end == digits.data() + digits.size();
    if (close == std::string_view::npos || error != std::errc{} || !whole || point > 0x10FFFF)
      return Fail("not a code point: " + Quote("\\u{" + std::string(digits.substr(0, 12))));
    text.remove_prefix(close + 1);
    const std::size_t times = TakeRepeat(text);
    if (times > limits::kCardBytes || bytes.size() > limits::kCardBytes)
      return Fail("a sample grows past the limit of a card");
    for (std::size_t i = 0; i < times; ++i) AppendUtf8(bytes, point);
  }
}

}  // namespace

Result<std::string> SampleBytes(std::string_view language, Escapes escapes, std::string_view text) {
  if (language == "hex") return FromHex(text);
  if (escapes == Escapes::kYes) return Unescape(text);
  return std::string(text);
}

}  // namespace detect
