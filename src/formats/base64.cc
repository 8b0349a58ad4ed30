#include "formats/base64.h"

#include <array>

namespace formats {
namespace {

constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlSafe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNone = 0xFF;
using Table = std::array<std::uint8_t, 256>;

constexpr Table MakeTable(std::string_view first, std::string_view second) {
  Table table{};
  table.fill(kNone);
  for (std::size_t i = 0; i < 64; ++i) {
    table[static_cast<unsigned char>(first[i])] = static_cast<std::uint8_t>(i);
    table[static_cast<unsigned char>(second[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}
constexpr Table kStandardTable = MakeTable(kStandard, kStandard);
constexpr Table kUrlSafeTable = MakeTable(kUrlSafe, kUrlSafe);
constexpr Table kEitherTable = MakeTable(kStandard, kUrlSafe);

std::string Encode(Bytes bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8U) | byte;
    for (count += 8; count >= 6; count -= 6) text += alphabet[(bits >> (count - 6)) & 63U];
  }
  if (count > 0) text += alphabet[(bits << (6 - count)) & 63U];
  return text;
}

/// `text` without padding; every character must be in the table and the bits left over zero.
std::optional<ByteVector> DecodeExactly(std::string_view text, const Table& table) {
  if (text.size() % 4 == 1) return std::nullopt;
  ByteVector bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::uint8_t value = table[static_cast<unsigned char>(c)];
    if (value == kNone) return std::nullopt;
    bits = (bits << 6U) | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<std::uint8_t>(bits >> count));
    }
  }
  if ((bits & ((1U << count) - 1U)) != 0) return std::nullopt;
  return bytes;
}

std::string_view WithoutPadding(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string EncodeBase64(Bytes bytes) {
  std::string text = Encode(bytes, kStandard);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string EncodeBase64Url(Bytes bytes) {
  return Encode(bytes, kUrlSafe);
}

std::optional<ByteVector> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  return DecodeExactly(WithoutPadding(text), kStandardTable);
}

std::optional<ByteVector> DecodeBase64Url(std::string_view text) {
  if (text.ends_with('=') && text.size() % 4 != 0) return std::nullopt;
  return DecodeExactly(WithoutPadding(text), kUrlSafeTable);
}

ByteVector DecodeBase64Leniently(std::string_view text) {
  ByteVector bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const std::uint8_t value = kEitherTable[static_cast<unsigned char>(c)];
    if (value == kNone) continue;
    bits = (bits << 6U) | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<std::uint8_t>(bits >> count));
    }
  }
  return bytes;
}

}  // namespace formats
