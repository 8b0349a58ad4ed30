#include "facts/place.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "facts/sink.h"

namespace facts {
namespace {

/// Four hexadecimal digits at `at`, or 0.
char32_t HexUnit(std::string_view text, std::size_t at) {
  char32_t value = 0;
  for (std::size_t i = 0; i < 4 && at + i < text.size(); ++i) {
    const char c = text[at + i];
    const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                           : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a' + 10)
                           : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A' + 10)
                                                  : 0U;
    value = value * 16 + digit;
  }
  return value;
}

struct Step {
  std::uint32_t raw = 1;
  std::uint32_t decoded = 1;
};

/// One character or escape of a JSON string: its length in the file and in decoded UTF-8.
Step JsonStep(std::string_view text, std::size_t at) {
  if (text[at] != '\\' || at + 1 >= text.size()) return {};
  if (text[at + 1] != 'u') return {.raw = 2, .decoded = 1};
  const char32_t unit = HexUnit(text, at + 2);
  const bool pair = unit >= 0xD800 && unit < 0xDC00 && at + 7 < text.size() &&
                    text[at + 6] == '\\' && text[at + 7] == 'u';
  if (pair) return {.raw = 12, .decoded = 4};
  return {.raw = 6, .decoded = unit < 0x80 ? 1U : unit < 0x800 ? 2U : 3U};
}

}  // namespace

Position SourceFile::At(std::uint32_t offset) const {
  if (!lines_) lines_.emplace(text_);
  return lines_->Find(text_, offset);
}

Evidence SourceFile::Whole() const {
  Evidence evidence;
  evidence.file = Untrusted(path_);
  return evidence;
}

Evidence SourceFile::Place(Span span) const {
  // Room for a snippet of any script, without copying megabytes that would be cut anyway.
  constexpr std::size_t kSnippetBytes = limits::kSnippetCodePoints * 4;
  Evidence evidence = Whole();
  evidence.position = At(span.begin);
  evidence.bytes = span;
  const std::string_view rest = text_.substr(std::min<std::size_t>(span.begin, text_.size()));
  evidence.snippet =
      Untrusted(CutCodePoints(rest.substr(0, std::min<std::size_t>(span.size(), kSnippetBytes)),
                              limits::kSnippetCodePoints));
  return evidence;
}

std::uint32_t EmbeddedText::RawOffset(std::uint32_t decoded) const {
  if (quoting_ != Quoting::kJson) return offset_ + decoded;
  const std::string_view text = file_->text();
  std::size_t raw = offset_ + 1;
  for (std::uint32_t at = 0; at < decoded && raw < text.size();) {
    const Step step = JsonStep(text, raw);
    raw += step.raw;
    at += step.decoded;
  }
  return static_cast<std::uint32_t>(std::min(raw, text.size()));
}

Evidence EmbeddedText::Place(Span span, std::string_view snippet) const {
  const std::uint32_t begin = RawOffset(span.begin);
  Evidence evidence = file_->Whole();
  evidence.position = file_->At(begin);
  if (quoting_ == Quoting::kLines) {
    evidence.position.column = 1;
  } else {
    evidence.bytes = {.begin = begin, .end = std::max(begin, RawOffset(span.end))};
  }
  evidence.snippet = Untrusted(CutCodePoints(snippet, limits::kSnippetCodePoints));
  return evidence;
}

}  // namespace facts
