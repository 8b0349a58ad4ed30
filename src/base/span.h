#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

/// A half-open range of byte offsets into one source text.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  [[nodiscard]] bool empty() const { return begin == end; }
  bool operator==(const Span&) const = default;
};

/// A place a person can find: both from 1; column counts UTF-8 code points. Line 0 means "the file
/// as a whole".
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Position&) const = default;
  auto operator<=>(const Position&) const = default;
};

/// Offsets to lines for one text. Lines end at LF, CRLF or CR. Built in one pass (two when a line
/// is long), then a lookup is a binary search and a look at no more than 4 KiB: a file that is one
/// line costs no more than another.
class LineTable {
 public:
  explicit LineTable(std::string_view text);

  /// Offsets past the end give the end. `text` must be the one the table was made from.
  [[nodiscard]] Position Find(std::string_view text, std::uint32_t offset) const;
  /// The line alone, from 1, without walking along it: for files that are one long line.
  [[nodiscard]] std::uint32_t LineAt(std::uint32_t offset) const;
  /// The text of a line (from 1) without its terminator; empty for a line that does not exist.
  [[nodiscard]] static std::string_view Strip(std::string_view line);
  [[nodiscard]] std::string_view Line(std::string_view text, std::uint32_t line) const;
  [[nodiscard]] std::uint32_t line_count() const {
    return static_cast<std::uint32_t>(starts_.size());
  }

 private:
  /// Bytes before `offset` that begin no code point.
  [[nodiscard]] std::uint32_t ContinuationsBefore(std::string_view text, std::size_t offset) const;

  std::vector<std::uint32_t> starts_;
  /// The same, before each block of 4 KiB; empty when no line is longer than one.
  std::vector<std::uint32_t> blocks_;
};
