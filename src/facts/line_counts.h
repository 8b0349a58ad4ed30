#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace facts {

/// Positions in one text, as LineTable tells them, from no more than the number of lines that end
/// before each KiB of it. Made several times faster than a table of all lines, while a question
/// costs a look at two KiB: for large files of which a few places are asked.
class LineCounts {
 public:
  explicit LineCounts(std::string_view text);

  /// Offsets past the end give the end. `text` must be the one the counts were made from.
  [[nodiscard]] Position Find(std::string_view text, std::uint32_t offset) const;

 private:
  struct Counts {
    std::uint32_t line_ends = 0;
    std::uint32_t continuations = 0;  ///< bytes that begin no code point
  };

  /// What is between two offsets; the byte at `end` tells whether a CR before it ends a line.
  [[nodiscard]] static Counts Between(std::string_view text, std::size_t begin, std::size_t end);
  [[nodiscard]] Counts Before(std::string_view text, std::size_t offset) const;
  /// Where the line begins before which so many have ended, the last of them before `offset`.
  [[nodiscard]] std::size_t LineStart(std::string_view text, std::size_t offset,
                                      std::uint32_t line_ends) const;

  std::vector<Counts> blocks_;  ///< before each KiB
};

}  // namespace facts
