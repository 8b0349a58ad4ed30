#include "base/span.h"

#include <algorithm>

LineTable::LineTable(std::string_view text) {
  starts_.push_back(0);
  // Nearly every text has LF only, and one byte is found far faster than either of two.
  const bool has_cr = text.find('\r') != std::string_view::npos;
  for (std::size_t at = 0;;) {
    at = has_cr ? text.find_first_of("\r\n", at) : text.find('\n', at);
    if (at == std::string_view::npos) return;
    const bool pair = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    at += pair ? 2 : 1;
    starts_.push_back(static_cast<std::uint32_t>(at));
  }
}

Position LineTable::Find(std::string_view text, std::uint32_t offset) const {
  const auto limited = std::min<std::size_t>(offset, text.size());
  const auto next =
      std::upper_bound(starts_.begin(), starts_.end(), static_cast<std::uint32_t>(limited));
  const auto line = static_cast<std::uint32_t>(next - starts_.begin());
  std::uint32_t column = 1;
  for (std::size_t i = starts_[line - 1]; i < limited; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) ++column;
  }
  return {.line = line, .column = column};
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
