#include "js/json_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "js/utf16.h"

namespace js {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";

void AppendEscape(std::string& out, unsigned unit) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4)
    out += kHex[unit >> static_cast<unsigned>(shift) & 15U];
}

void AppendAscii(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      if (static_cast<unsigned char>(c) < 0x20)
        return AppendEscape(out, static_cast<unsigned char>(c));
      out += c;
  }
}

bool IsPlain(char c) {
  return c != '"' && c != '\\' && static_cast<signed char>(c) >= 0x20;
}

}  // namespace

void AppendJsonString(std::string& out, std::string_view text, TextForm form) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    std::size_t plain = at;
    while (plain < text.size() && IsPlain(text[plain])) ++plain;
    out.append(text, at, plain - at);
    at = plain;
    if (at == text.size()) break;
    if (static_cast<signed char>(text[at]) >= 0) {
      AppendAscii(out, text[at++]);
      continue;
    }
    const Utf8Piece piece = NextUtf8(text, at);
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    if (piece.valid) {
      out.append(text, at, piece.length);
      at += piece.length;
    } else if (form == TextForm::kWtf8 && at + 2 < text.size() && byte(0) == 0xED &&
               byte(1) >= 0xA0) {
      AppendEscape(out, 0xD000U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU));
      at += 3;
    } else {
      out += "\xEF\xBF\xBD";
      at += piece.length;
    }
  }
  out += '"';
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
