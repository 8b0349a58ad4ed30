#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace js {

/// Byte offsets to offsets in UTF-16 units, as JavaScript tools count. Malformed bytes count as the
/// U+FFFD that a decoder makes of them. `text` outlives the table.
class Utf16Offsets {
 public:
  explicit Utf16Offsets(std::string_view text);
  [[nodiscard]] std::uint32_t Find(std::uint32_t byte) const;

 private:
  static constexpr std::uint32_t kBlock = 128;
  std::string_view text_;
  bool ascii_ = true;
  bool well_formed_ = true;
  std::vector<std::uint32_t> blocks_;  // units before each block; before each byte when malformed
};

/// How many bytes at `at` a decoder replaces by one U+FFFD, or takes as one character: the longest
/// prefix of a well-formed sequence, at least 1. `valid` tells which.
struct Utf8Piece {
  std::uint32_t length = 1;
  bool valid = false;
};
[[nodiscard]] Utf8Piece NextUtf8(std::string_view text, std::size_t at);

}  // namespace js
