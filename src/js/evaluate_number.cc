// Numbers to text and back as ECMA-262 has them (6.1.6.1.20, 7.1.4.1, 19.2.4, 19.2.5), and text
// between encodings.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "js/evaluate_heap.h"
#include "js/unicode.h"

namespace js::eval {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::u16string Widen(std::string_view ascii) {
  return {ascii.begin(), ascii.end()};
}

int DigitValue(char16_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

/// Integer digits in a radix. Exact to 2^53 and, for decimal digits, rounded once.
double FromDigits(std::u16string_view digits, int radix) {
  if (radix == 10) {
    const std::string ascii(digits.begin(), digits.end());
    double value = 0;
    const auto result = std::from_chars(ascii.data(), ascii.data() + ascii.size(), value);
    return result.ec == std::errc::result_out_of_range ? HUGE_VAL : value;
  }
  // In pieces that fit 32 bits, as V8 rounds it; the standard leaves digits past the 20th open.
  constexpr std::uint32_t kMostPerPiece = 0xffff'ffff / 36;
  double value = 0;
  for (std::size_t i = 0; i < digits.size();) {
    std::uint32_t piece = 0;
    std::uint32_t scale = 1;
    while (i < digits.size() && scale * static_cast<std::uint32_t>(radix) <= kMostPerPiece) {
      piece = piece * static_cast<std::uint32_t>(radix) +
              static_cast<std::uint32_t>(DigitValue(digits[i++]));
      scale *= static_cast<std::uint32_t>(radix);
    }
    value = value * scale + piece;
  }
  return value;
}

/// The longest prefix that is a StrUnsignedDecimalLiteral without `Infinity`.
std::size_t DecimalPrefix(std::u16string_view text) {
  const auto digits = [&](std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    return end;
  };
  std::size_t end = digits(0);
  std::size_t count = end;
  if (end < text.size() && text[end] == '.') {
    const std::size_t after = digits(end + 1);
    count += after - (end + 1);
    if (count > 0) end = after;
  }
  if (count == 0) return 0;
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    std::size_t exponent = end + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    if (const std::size_t after = digits(exponent); after > exponent) end = after;
  }
  return end;
}

double DecimalValue(std::u16string_view literal) {
  const std::string ascii(literal.begin(), literal.end());
  double value = 0;
  const auto result = std::from_chars(ascii.data(), ascii.data() + ascii.size(), value);
  if (result.ec != std::errc::result_out_of_range) return value;
  const std::size_t e = ascii.find_first_of("eE");
  const bool tiny =
      e == std::string::npos ? ascii.front() == '0' || ascii.front() == '.' : ascii[e + 1] == '-';
  return tiny ? 0 : HUGE_VAL;
}

}  // namespace

bool IsSpace(char16_t c) {
  return IsWhiteSpace(c) || IsLineTerminator(c);
}

std::u16string_view TrimSpace(std::u16string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::u16string NumberText(double number) {
  if (std::isnan(number)) return u"NaN";
  if (number == 0) return u"0";
  if (std::isinf(number)) return number < 0 ? u"-Infinity" : u"Infinity";
  char buffer[40];
  const auto end = std::to_chars(std::begin(buffer), std::end(buffer), std::fabs(number),
                                 std::chars_format::scientific);
  const std::string_view shortest(buffer, static_cast<std::size_t>(end.ptr - buffer));
  const std::size_t e = shortest.find('e');
  std::string digits(1, shortest[0]);
  if (e > 2) digits += shortest.substr(2, e - 2);
  int exponent = 0;
  const char* const from = shortest.data() + e + (shortest[e + 1] == '+' ? 2 : 1);
  std::from_chars(from, shortest.data() + shortest.size(), exponent);
  const int k = static_cast<int>(digits.size());
  const int n = exponent + 1;
  std::string text = number < 0 ? "-" : "";
  if (k <= n && n <= 21) {
    text += digits + std::string(static_cast<std::size_t>(n - k), '0');
  } else if (n > 0 && n <= 21) {
    text += digits.substr(0, static_cast<std::size_t>(n)) + "." +
            digits.substr(static_cast<std::size_t>(n));
  } else if (n > -6 && n <= 0) {
    text += "0." + std::string(static_cast<std::size_t>(-n), '0') + digits;
  } else {
    text += digits.substr(0, 1);
    if (k > 1) text += "." + digits.substr(1);
    text += n - 1 < 0 ? "e-" : "e+";
    text += std::to_string(std::abs(n - 1));
  }
  return Widen(text);
}

std::optional<std::u16string> NumberText(double number, int radix) {
  if (radix == 10 || std::isnan(number) || std::isinf(number)) return NumberText(number);
  constexpr double kExact = 9007199254740992.0;
  if (number != std::trunc(number) || std::fabs(number) >= kExact) return std::nullopt;
  auto rest = static_cast<std::uint64_t>(std::fabs(number));
  std::u16string text;
  do {
    text += u"0123456789abcdefghijklmnopqrstuvwxyz"[rest % static_cast<unsigned>(radix)];
    rest /= static_cast<unsigned>(radix);
  } while (rest != 0);
  if (number < 0) text += u'-';
  std::ranges::reverse(text);
  return text;
}

double TextNumber(std::u16string_view text) {
  text = TrimSpace(text);
  if (text.empty()) return 0;
  if (text.size() > 2 && text[0] == '0') {
    const char16_t c = text[1] | 0x20U;
    const int radix = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
    if (radix != 0) {
      const std::u16string_view digits = text.substr(2);
      const bool good =
          std::ranges::all_of(digits, [&](char16_t d) { return DigitValue(d) < radix; });
      return good ? FromDigits(digits, radix) : kNaN;
    }
  }
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  double value = kNaN;
  if (text == u"Infinity") {
    value = HUGE_VAL;
  } else if (!text.empty() && DecimalPrefix(text) == text.size()) {
    value = DecimalValue(text);
  }
  return negative ? -value : value;
}

double ParseInt(std::u16string_view text, int radix) {
  text = TrimSpace(text);
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  const bool hex = text.size() >= 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
  if (hex && (radix == 0 || radix == 16)) {
    text.remove_prefix(2);
    radix = 16;
  }
  if (radix == 0) radix = 10;
  if (radix < 2 || radix > 36) return kNaN;
  const auto* const end =
      std::ranges::find_if(text, [&](char16_t c) { return DigitValue(c) >= radix; });
  const std::u16string_view digits(text.begin(), end);
  if (digits.empty()) return kNaN;
  const double value = FromDigits(digits, radix);
  return negative ? -value : value;
}

double ParseFloat(std::u16string_view text) {
  text = TrimSpace(text);
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  double value = kNaN;
  if (text.starts_with(u"Infinity")) {
    value = HUGE_VAL;
  } else if (const std::size_t length = DecimalPrefix(text); length > 0) {
    value = DecimalValue(text.substr(0, length));
  }
  return negative ? -value : value;
}

std::int32_t ToInt32(double number) {
  if (!std::isfinite(number)) return 0;
  constexpr double kTwo32 = 4294967296.0;
  double rest = std::fmod(std::trunc(number), kTwo32);
  if (rest < 0) rest += kTwo32;
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(rest));
}

std::u16string ToUtf16(std::string_view wtf8) {
  std::u16string text;
  text.reserve(wtf8.size());
  for (std::size_t at = 0; at < wtf8.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(wtf8[at + i]); };
    const bool surrogate = byte(0) == 0xed && at + 2 < wtf8.size() && byte(1) >= 0xa0 &&
                           byte(1) <= 0xbf && (byte(2) & 0xc0U) == 0x80;
    if (surrogate) {
      text += static_cast<char16_t>(0xd000U | (byte(1) & 0x3fU) << 6U | (byte(2) & 0x3fU));
      at += 3;
      continue;
    }
    const CodePoint point = DecodeUtf8(wtf8, at);
    at += point.length;
    if (point.value < 0x10000) {
      text += static_cast<char16_t>(point.value);
    } else {
      text += static_cast<char16_t>(0xd800 + ((point.value - 0x10000) >> 10U));
      text += static_cast<char16_t>(0xdc00 + ((point.value - 0x10000) & 0x3ffU));
    }
  }
  return text;
}

std::string ToUtf8(std::u16string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    const bool pair = c >= 0xd800 && c <= 0xdbff && i + 1 < text.size() && text[i + 1] >= 0xdc00 &&
                      text[i + 1] <= 0xdfff;
    if (pair) c = 0x10000 + ((c - 0xd800) << 10U) + (text[++i] - 0xdc00U);
    AppendUtf8(out, c);
  }
  return out;
}

}  // namespace js::eval
