#include "report/style.h"

#include <algorithm>

#include "base/text.h"

namespace report {
namespace {

std::string_view Sequence(Tone tone) {
  switch (tone) {
    case Tone::kPlain:
      return "";
    case Tone::kStrong:
      return "\033[1m";
    case Tone::kFaint:
      return "\033[2m";
    case Tone::kGood:
      return "\033[32m";
    case Tone::kWarning:
      return "\033[1;33m";
    case Tone::kBad:
      return "\033[1;31m";
    case Tone::kPlace:
      return "\033[36m";
    case Tone::kHelp:
      return "\033[1;36m";
  }
  return "";
}

bool IsWide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
         (c >= 0x20000 && c <= 0x3FFFD);
}

bool IsCombining(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE20 && c <= 0xFE2F);
}

std::size_t WidthOf(char32_t c) {
  return IsCombining(c) ? 0 : IsWide(c) ? 2 : 1;
}

/// The length of the colour sequence at `at`, 0 when there is none.
std::size_t SequenceLength(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\033[") return 0;
  const std::size_t end = text.find('m', at);
  return end == std::string_view::npos ? 0 : end - at + 1;
}

}  // namespace

std::string Paint(std::string_view text, Tone tone, const TextOptions& options) {
  const std::string_view sequence = Sequence(tone);
  if (!options.color || sequence.empty() || text.empty()) return std::string(text);
  return std::string(sequence) + std::string(text) + "\033[0m";
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t skip = SequenceLength(text, at); skip > 0) {
      at += skip;
      continue;
    }
    const CodePoint point = DecodeUtf8(text, at);
    width += WidthOf(point.value);
    at += point.length;
  }
  return width;
}

std::string CutToWidth(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::size_t used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const CodePoint point = DecodeUtf8(text, at);
    if (used + WidthOf(point.value) + 1 > width) break;
    used += WidthOf(point.value);
    at += point.length;
  }
  return std::string(text.substr(0, at)) + "…";
}

std::string Wrap(std::string_view text, std::size_t indent, const TextOptions& options) {
  const std::size_t room = std::max<std::size_t>(options.width, indent + 20) - indent;
  const std::string margin(indent, ' ');
  std::string wrapped;
  for (const std::string_view paragraph : Split(text, '\n')) {
    std::string line;
    const auto flush = [&] {
      if (!wrapped.empty()) wrapped += '\n';
      if (!line.empty()) wrapped += margin + line;
      line.clear();
    };
    for (const std::string_view word : Split(paragraph, ' ')) {
      const bool fits = line.empty() || DisplayWidth(line) + 1 + DisplayWidth(word) <= room;
      if (!fits) flush();
      if (!line.empty()) line += ' ';
      line += word;
    }
    flush();
  }
  return wrapped;
}

std::string Hang(std::string_view label, std::string_view text, std::size_t indent,
                 const TextOptions& options) {
  const std::size_t margin = indent + DisplayWidth(label) + 1;
  const std::string wrapped = Wrap(text, margin, options);
  return std::string(indent, ' ') + std::string(label) + " " +
         wrapped.substr(std::min(margin, wrapped.size()));
}

std::string WrapParts(std::span<const std::string> parts, std::size_t indent,
                      const TextOptions& options) {
  constexpr std::string_view kBetween = " · ";
  const std::string margin(indent, ' ');
  std::string wrapped;
  std::size_t column = 0;
  for (const std::string& part : parts) {
    const std::size_t width = DisplayWidth(part);
    if (wrapped.empty()) {
      wrapped += margin;
      column = indent;
    } else if (column + DisplayWidth(kBetween) + width > options.width) {
      wrapped += " ·\n" + margin;
      column = indent;
    } else {
      wrapped += kBetween;
      column += DisplayWidth(kBetween);
    }
    wrapped += part;
    column += width;
  }
  return wrapped;
}

std::string WrapPath(std::string_view path, std::size_t indent, const TextOptions& options) {
  std::string wrapped;
  std::size_t column = indent;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t slash = path.find('/', at);
    const std::size_t end = slash == std::string_view::npos ? path.size() : slash + 1;
    const std::string_view piece = path.substr(at, end - at);
    const std::size_t width = DisplayWidth(piece);
    if (column > indent && column + width > options.width) {
      wrapped += "\n" + std::string(indent, ' ');
      column = indent;
    }
    wrapped += piece;
    column += width;
    at = end;
  }
  return wrapped;
}

}  // namespace report
