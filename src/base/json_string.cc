#include "base/json_string.h"

void AppendJsonEscape(std::string& out, char32_t code_point) {
  if (code_point >= 0x10000) {
    AppendJsonEscape(out, 0xD800 + ((code_point - 0x10000) >> 10U));
    AppendJsonEscape(out, 0xDC00 + ((code_point - 0x10000) & 0x3FFU));
    return;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kHex[code_point >> shift & 15U];
}

void AppendJsonAscii(std::string& out, char c) {
  constexpr std::string_view kSpecial = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  const std::size_t special = kSpecial.find(c);
  if (special != std::string_view::npos) {
    out += '\\';
    out += kLetters[special];
  } else if (static_cast<unsigned char>(c) < 0x20) {
    AppendJsonEscape(out, static_cast<unsigned char>(c));
  } else {
    out += c;
  }
}
