#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The frame of every writer of JSON strings; what becomes of characters outside ASCII, and of
/// those that JSON could take as they are, is each writer's own choice.

/// `\u000a`, and a pair of them for a code point past U+FFFF.
void AppendJsonEscape(std::string& out, char32_t code_point);

/// One byte of ASCII as JSON.stringify has it: quote, backslash and controls in their shortest
/// escape, anything else as it is.
void AppendJsonAscii(std::string& out, char c);

/// For each byte, whether it is copied as it is.
using JsonPlainBytes = std::array<bool, 256>;

/// Appends `text` between quotes: runs of plain bytes as they are; at every other byte
/// `append(out, text, at)` appends what stands there and returns how many bytes that was, at
/// least 1.
template <class Append>
void AppendJsonQuoted(std::string& out, std::string_view text, const JsonPlainBytes& plain,
                      Append append) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && plain[static_cast<unsigned char>(text[end])]) ++end;
    out.append(text, at, end - at);
    at = end;
    if (at < text.size()) at += append(out, text, at);
  }
  out += '"';
}
