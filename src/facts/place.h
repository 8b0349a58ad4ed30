#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/span.h"
#include "facts/line_counts.h"
#include "model/fact.h"

namespace facts {

/// One file as the extractors see it: its name and text, and lines once somebody asks for them.
/// The text must outlive it.
class SourceFile {
 public:
  SourceFile(std::string_view path, std::string_view text) : path_(path), text_(text) {}

  [[nodiscard]] std::string_view path() const { return path_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] Position At(std::uint32_t offset) const;
  /// The whole file: no line.
  [[nodiscard]] Evidence Whole() const;
  /// The place and the text of `span`; the snippet is that text, or its line when the span is
  /// shorter than a person needs.
  [[nodiscard]] Evidence Place(Span span) const;

 private:
  std::string_view path_;
  std::string_view text_;
  mutable std::optional<LineCounts> lines_;
};

/// How a text was written into the file that holds it.
enum class Quoting : std::uint8_t {
  kPlain,  ///< as it is
  kJson,   ///< as a JSON string: backslash escapes
  kLines,  ///< translated line by line: only the number of the line is the same
};

/// A text inside a file (a script inside package.json) that is itself parsed: offsets into the
/// decoded text become places in the file.
class EmbeddedText {
 public:
  /// `offset` is where the text begins in the file: for kJson the opening quote.
  EmbeddedText(const SourceFile& file, std::uint32_t offset, Quoting quoting)
      : file_(&file), offset_(offset), quoting_(quoting) {}

  [[nodiscard]] const SourceFile& file() const { return *file_; }
  /// Evidence for `span` of the decoded text; the snippet is `snippet`, decoded text being what
  /// people read.
  [[nodiscard]] Evidence Place(Span span, std::string_view snippet) const;

 private:
  [[nodiscard]] std::uint32_t RawOffset(std::uint32_t decoded) const;

  const SourceFile* file_;
  std::uint32_t offset_;
  Quoting quoting_;
};

}  // namespace facts
