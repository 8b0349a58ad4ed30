#include "facts/byte_scan.h"

#include <algorithm>
#include <cstring>

namespace facts {
namespace {

constexpr std::size_t kBlock = 64;

struct BlockKind {
  bool beyond_ascii = false;
  bool blank = false;
};

// Plain loops of a constant length: g++ -O2 makes vector code of them (9 GB/s on ASCII, measured by
// facts_bench), and they mean the same on every machine.
BlockKind Classify(const unsigned char* bytes) {
  unsigned char high = 0;
  unsigned char other = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    high |= bytes[i];
    other |= static_cast<unsigned char>((bytes[i] ^ 0x20U) & (bytes[i] ^ 0x09U));
  }
  // `other` is only a hint: 0x20 and 0x09 give 0, and so do a few bytes between them; the caller
  // looks again.
  return {.beyond_ascii = (high & 0x80U) != 0, .blank = other == 0};
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t';
}

/// Whether one of the 64 bytes behind `bytes[0]` is a line feed and the one before it blank.
bool HasBlankLineEnd(const unsigned char* bytes) {
  unsigned char found = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool blank = (bytes[i] == ' ') | (bytes[i] == '\t');
    found |= static_cast<unsigned char>(blank & (bytes[i + 1] == '\n'));
  }
  return found != 0;
}

/// The run of blanks around [begin, end), or nothing when that is not all blank.
Span BlankRun(std::string_view text, std::size_t begin, std::size_t end, std::size_t floor) {
  if (!std::all_of(text.begin() + begin, text.begin() + end, IsBlank)) return {};
  while (begin > floor && IsBlank(text[begin - 1])) --begin;
  while (end < text.size() && IsBlank(text[end])) ++end;
  return {.begin = static_cast<std::uint32_t>(begin), .end = static_cast<std::uint32_t>(end)};
}

}  // namespace

ByteScan ScanBytes(std::string_view text) {
  ByteScan scan;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  const auto add_high = [&](std::size_t begin, std::size_t end) {
    auto& stretches = scan.beyond_ascii;
    if (!stretches.empty() && stretches.back().end == begin) {
      stretches.back().end = static_cast<std::uint32_t>(end);
    } else {
      stretches.push_back(
          {.begin = static_cast<std::uint32_t>(begin), .end = static_cast<std::uint32_t>(end)});
    }
  };
  std::size_t blanks_end = 0;
  std::size_t at = 0;
  for (; at + kBlock <= text.size(); at += kBlock) {
    const BlockKind kind = Classify(bytes + at);
    if (kind.beyond_ascii) add_high(at, at + kBlock);
    if (kind.blank && at >= blanks_end) {
      const Span run = BlankRun(text, at, at + kBlock, blanks_end);
      if (run.size() >= kLongBlank) scan.blanks.push_back(run);
      if (!run.empty()) blanks_end = run.end;
    }
  }
  const bool high_tail =
      std::any_of(text.begin() + at, text.end(), [](char c) { return (c & 0x80) != 0; });
  if (high_tail) add_high(at, text.size());
  return scan;
}

std::size_t FindBlankLineEnd(std::string_view text, std::size_t from) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t at = std::max<std::size_t>(from, 1);
  while (at + kBlock <= text.size() && !HasBlankLineEnd(bytes + at - 1)) at += kBlock;
  for (; at < text.size(); ++at) {
    if (text[at] == '\n' && IsBlank(text[at - 1])) return at;
  }
  return std::string_view::npos;
}

std::size_t CountLineFeeds(std::string_view text) {
  std::size_t count = 0;
  for (; text.size() >= kBlock; text.remove_prefix(kBlock)) {
    unsigned char in_block = 0;
    for (std::size_t i = 0; i < kBlock; ++i)
      in_block = static_cast<unsigned char>(in_block + (text[i] == '\n' ? 1 : 0));
    count += in_block;
  }
  return count + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

LineLengths MeasureLines(std::string_view text) {
  LineLengths lengths;
  for (std::size_t at = 0; at < text.size();) {
    const void* const found = std::memchr(text.data() + at, '\n', text.size() - at);
    const std::size_t end =
        found == nullptr ? text.size() : static_cast<const char*>(found) - text.data();
    ++lengths.lines;
    const auto length = static_cast<std::uint32_t>(end - at);
    if (length > lengths.longest) {
      lengths.longest = length;
      lengths.longest_line = lengths.lines;
    }
    at = end + 1;
  }
  return lengths;
}

}  // namespace facts
