#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace facts {

/// What one fast pass over a text leaves for slower eyes: the blocks worth a second look.
struct ByteScan {
  /// Stretches with at least one byte from 0x80 up, in order, not touching.
  std::vector<Span> beyond_ascii;
  /// Runs of at least kLongBlank spaces and tabs, in order, at their full length.
  std::vector<Span> blanks;
};

/// A run this long holds an aligned block that is nothing but blanks, which is how it is found.
inline constexpr std::uint32_t kLongBlank = 128;

/// Reads 64 bytes at a time. Texts past 4 GiB are refused by every reader before.
[[nodiscard]] ByteScan ScanBytes(std::string_view text);

/// The first line end at or behind `from` with a space or tab right before it; npos for none.
[[nodiscard]] std::size_t FindBlankLineEnd(std::string_view text, std::size_t from);

/// How many line feeds the text has.
[[nodiscard]] std::size_t CountLineFeeds(std::string_view text);

/// The number of lines (a last one without an end counts) and the length of the longest, in bytes.
struct LineLengths {
  std::uint32_t lines = 0;
  std::uint32_t longest = 0;
  std::uint32_t longest_line = 0;  ///< its number, from 1
};
[[nodiscard]] LineLengths MeasureLines(std::string_view text);

}  // namespace facts
