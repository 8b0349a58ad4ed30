#include "facts/line_counts.h"

#include <algorithm>

namespace facts {
namespace {

constexpr std::size_t kBlock = 1024;
constexpr std::size_t kStride = 64;

/// Of CR LF it is the LF that ends the line.
bool EndsLine(std::string_view text, std::size_t at) {
  return text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n'));
}

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

LineCounts::Counts LineCounts::Between(std::string_view text, std::size_t begin, std::size_t end) {
  Counts counts;
  std::size_t at = begin;
  // A plain loop of a constant length, of which g++ -O2 makes vector code.
  for (; at + kStride <= end && at + kStride < text.size(); at += kStride) {
    const char* const bytes = text.data() + at;
    unsigned char line_ends = 0;
    unsigned char continuations = 0;
    for (std::size_t i = 0; i < kStride; ++i) {
      const bool lone_cr = (bytes[i] == '\r') & (bytes[i + 1] != '\n');
      line_ends = static_cast<unsigned char>(line_ends + ((bytes[i] == '\n') | lone_cr));
      continuations = static_cast<unsigned char>(continuations + IsContinuation(bytes[i]));
    }
    counts.line_ends += line_ends;
    counts.continuations += continuations;
  }
  for (; at < end; ++at) {
    counts.line_ends += EndsLine(text, at) ? 1 : 0;
    counts.continuations += IsContinuation(text[at]) ? 1 : 0;
  }
  return counts;
}

LineCounts::LineCounts(std::string_view text) {
  blocks_.reserve(text.size() / kBlock + 1);
  blocks_.emplace_back();
  for (std::size_t at = kBlock; at <= text.size(); at += kBlock) {
    const Counts block = Between(text, at - kBlock, at);
    blocks_.push_back({.line_ends = blocks_.back().line_ends + block.line_ends,
                       .continuations = blocks_.back().continuations + block.continuations});
  }
}

LineCounts::Counts LineCounts::Before(std::string_view text, std::size_t offset) const {
  const Counts& blocks = blocks_[offset / kBlock];
  const Counts rest = Between(text, offset / kBlock * kBlock, offset);
  return {.line_ends = blocks.line_ends + rest.line_ends,
          .continuations = blocks.continuations + rest.continuations};
}

std::size_t LineCounts::LineStart(std::string_view text, std::size_t offset,
                                  std::uint32_t line_ends) const {
  if (line_ends == 0) return 0;
  // The last block before which fewer lines have ended is the one in which the last of them ends.
  const auto next = std::partition_point(blocks_.begin(), blocks_.end(), [&](const Counts& block) {
    return block.line_ends < line_ends;
  });
  std::size_t start = std::min(offset, static_cast<std::size_t>(next - blocks_.begin()) * kBlock);
  while (!EndsLine(text, start - 1)) --start;
  return start;
}

Position LineCounts::Find(std::string_view text, std::uint32_t offset) const {
  const std::size_t limited = std::min<std::size_t>(offset, text.size());
  const Counts before = Before(text, limited);
  const std::size_t start = LineStart(text, limited, before.line_ends);
  const std::uint32_t continuations = before.continuations - Before(text, start).continuations;
  return {.line = before.line_ends + 1,
          .column = static_cast<std::uint32_t>(limited - start) - continuations + 1};
}

}  // namespace facts
