#include "base/span.h"

#include <algorithm>

namespace {

constexpr std::size_t kBlock = 4096;

std::uint32_t Continuations(std::string_view text) {
  return static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
  }));
}

}  // namespace

LineTable::LineTable(std::string_view text) {
  starts_.push_back(0);
  std::size_t longest = 0;
  // Nearly every text has LF only, and one byte is found far faster than either of two.
  const bool has_cr = text.find('\r') != std::string_view::npos;
  for (std::size_t at = 0;;) {
    at = has_cr ? text.find_first_of("\r\n", at) : text.find('\n', at);
    if (at == std::string_view::npos) break;
    const bool pair = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    at += pair ? 2 : 1;
    longest = std::max(longest, at - starts_.back());
    starts_.push_back(static_cast<std::uint32_t>(at));
  }
  longest = std::max(longest, text.size() - starts_.back());
  if (longest <= kBlock) return;
  blocks_.reserve(text.size() / kBlock + 1);
  blocks_.push_back(0);
  for (std::size_t at = kBlock; at <= text.size(); at += kBlock)
    blocks_.push_back(blocks_.back() + Continuations(text.substr(at - kBlock, kBlock)));
}

std::uint32_t LineTable::ContinuationsBefore(std::string_view text, std::size_t offset) const {
  const std::size_t block = offset / kBlock;
  return blocks_[block] + Continuations(text.substr(block * kBlock, offset - block * kBlock));
}

Position LineTable::Find(std::string_view text, std::uint32_t offset) const {
  const auto limited = std::min<std::size_t>(offset, text.size());
  const auto next =
      std::upper_bound(starts_.begin(), starts_.end(), static_cast<std::uint32_t>(limited));
  const auto line = static_cast<std::uint32_t>(next - starts_.begin());
  const std::uint32_t start = starts_[line - 1];
  const std::uint32_t continuations =
      blocks_.empty() ? Continuations(text.substr(start, limited - start))
                      : ContinuationsBefore(text, limited) - ContinuationsBefore(text, start);
  const auto bytes = static_cast<std::uint32_t>(limited - start);
  return {.line = line, .column = bytes - continuations + 1};
}

std::uint32_t LineTable::LineAt(std::uint32_t offset) const {
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return static_cast<std::uint32_t>(next - starts_.begin());
}

std::string_view LineTable::Strip(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

std::string_view LineTable::Line(std::string_view text, std::uint32_t line) const {
  if (line == 0 || line > starts_.size()) return {};
  const std::size_t begin = starts_[line - 1];
  const std::size_t end = line < starts_.size() ? starts_[line] : text.size();
  return Strip(text.substr(begin, end - begin));
}
