#include "js/json_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/json_string.h"
#include "js/utf16.h"

namespace js {

namespace {

constexpr auto kPlain = [] {
  JsonPlainBytes table{};
  for (std::size_t i = 0x20; i < 0x80; ++i) table[i] = i != '"' && i != '\\';
  return table;
}();

/// The surrogate that three bytes of WTF-8 are, or 0.
char32_t SurrogateAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (at + 2 >= text.size() || byte(0) != 0xED || byte(1) < 0xA0) return 0;
  return 0xD000U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
}

}  // namespace

void AppendJsonString(std::string& out, std::string_view text, TextForm form) {
  const auto append = [form](std::string& to, std::string_view from, std::size_t at) {
    const Utf8Piece piece = NextUtf8(from, at);
    const char32_t surrogate = form == TextForm::kWtf8 ? SurrogateAt(from, at) : 0;
    if (surrogate != 0) {
      AppendJsonEscape(to, surrogate);
      return std::size_t{3};
    }
    if (!piece.valid) {
      to += "\xEF\xBF\xBD";
    } else if (piece.length == 1) {
      AppendJsonAscii(to, from[at]);
    } else {
      to.append(from, at, piece.length);
    }
    return std::size_t{piece.length};
  };
  AppendJsonQuoted(out, text, kPlain, append);
}

void AppendJsonNumber(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  // The shortest digits that read back the same, laid out by ECMA-262 Number::toString.
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = text.find('e');
  std::string digits(1, text[0]);
  if (e > 2) digits.append(text, 2, e - 2);
  int exponent = 0;
  const std::size_t exponent_at = text[e + 1] == '+' ? e + 2 : e + 1;
  std::from_chars(text.data() + exponent_at, text.data() + text.size(), exponent);
  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits before the decimal point
  if (value == 0) {
    out += '0';
  } else if (count <= point && point <= 21) {
    out += digits;
    out.append(static_cast<std::size_t>(point - count), '0');
  } else if (point > 0 && point <= 21) {
    out.append(digits, 0, static_cast<std::size_t>(point))
        .append(1, '.')
        .append(digits, static_cast<std::size_t>(point));
  } else if (point > -6 && point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  } else {
    out += digits[0];
    if (count > 1) out.append(1, '.').append(digits, 1);
    out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
  }
}

}  // namespace js
