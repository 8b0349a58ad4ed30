#include "js/utf16.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace js {

namespace {
/// Units that a byte of well-formed UTF-8 begins: none for a continuation, two for the lead of four
/// bytes.
std::uint32_t Units(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return static_cast<std::uint32_t>((byte & 0xC0U) != 0x80U) +
         static_cast<std::uint32_t>(byte >= 0xF0U);
}
bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}
}  // namespace

Utf8Piece NextUtf8(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned lead = byte(at);
  if (lead < 0x80) return {.length = 1, .valid = true};
  unsigned low = 0x80;
  unsigned high = 0xBF;
  std::uint32_t more = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    more = 1;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    more = 2;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    more = 3;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {.length = 1, .valid = false};
  }
  for (std::uint32_t i = 1; i <= more; ++i) {
    if (byte(at + i) < low || byte(at + i) > high) return {.length = i, .valid = false};
    low = 0x80;
    high = 0xBF;
  }
  return {.length = more + 1, .valid = true};
}

Utf16Offsets::Utf16Offsets(std::string_view text) : text_(text), ascii_(IsAscii(text)) {
  if (ascii_) return;
  well_formed_ = IsUtf8(text);
  std::uint32_t units = 0;
  if (well_formed_) {
    blocks_.reserve(text.size() / kBlock + 1);
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (at % kBlock == 0) blocks_.push_back(units);
      units += Units(text[at]);
    }
    return;
  }
  blocks_.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Piece piece = NextUtf8(text, at);
    for (std::uint32_t i = 0; i < piece.length; ++i) blocks_.push_back(units);
    units += piece.valid && piece.length == 4 ? 2 : 1;
    at += piece.length;
  }
  blocks_.push_back(units);
}

std::uint32_t Utf16Offsets::Find(std::uint32_t byte) const {
  if (ascii_) return byte;
  if (!well_formed_) return blocks_[std::min<std::size_t>(byte, text_.size())];
  const std::size_t block = std::min<std::size_t>(byte / kBlock, blocks_.size() - 1);
  std::uint32_t units = blocks_[block];
  for (std::size_t at = block * kBlock; at < byte; ++at) units += Units(text_[at]);
  return units;
}

}  // namespace js
