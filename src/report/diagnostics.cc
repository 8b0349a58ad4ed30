#include "report/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace report {
namespace {

Tone ToneOf(Diagnostic::Level level) {
  switch (level) {
    case Diagnostic::Level::kNote:
      return Tone::kHelp;
    case Diagnostic::Level::kWarning:
      return Tone::kWarning;
    case Diagnostic::Level::kError:
      return Tone::kBad;
  }
  return Tone::kPlain;
}

/// The offending line with a caret under its place; a long line is cut round the place.
std::string Excerpt(const Diagnostic& diagnostic, const TextOptions& options) {
  constexpr std::size_t kBefore = 40;
  // Columns count code points, and so does this.
  std::vector<std::string> shown;
  std::size_t at = 0;
  const std::string& line = diagnostic.line_text;
  const std::size_t column = std::max<std::size_t>(diagnostic.position.column, 1) - 1;
  const std::size_t first = column > kBefore + 20 ? column - kBefore : 0;
  for (std::size_t count = 0; at < line.size() && shown.size() < limits::kSnippetCodePoints;
       ++count) {
    const CodePoint point = DecodeUtf8(line, at);
    if (count >= first)
      shown.push_back(
          line[at] == '\t' ? " " : Escape(std::string_view(line).substr(at, point.length), 1));
    at += point.length;
  }
  std::string text = first > 0 ? "…" : "";
  std::size_t caret = DisplayWidth(text);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (first + i < column) caret += DisplayWidth(shown[i]);
    text += shown[i];
  }
  const std::string number = std::to_string(diagnostic.position.line);
  const std::string margin(number.size(), ' ');
  const std::size_t room =
      options.width > number.size() + 3 ? options.width - number.size() - 3 : 20;
  const std::size_t carets =
      std::clamp<std::size_t>(diagnostic.width, 1, room > caret ? room - caret : 1);
  return fmt::format("{0} {1}\n{2} {1} {3}\n{0} {1} {4}{5}\n", margin,
                     Paint("|", Tone::kPlace, options), Paint(number, Tone::kPlace, options),
                     CutToWidth(text, room), std::string(caret, ' '),
                     Paint(std::string(carets, '^'), ToneOf(diagnostic.level), options));
}

}  // namespace

std::string DiagnosticText(const Diagnostic& diagnostic, const TextOptions& options) {
  std::string head(NameOf(diagnostic.level));
  if (!diagnostic.code.empty()) head += fmt::format("[{}]", diagnostic.code);
  std::string text = fmt::format("{} {}\n", Paint(head + ":", ToneOf(diagnostic.level), options),
                                 diagnostic.message);
  if (!diagnostic.file.empty()) {
    const std::string file = Escape(diagnostic.file, limits::kSnippetCodePoints);
    const std::string place =
        diagnostic.position.line == 0
            ? file
            : fmt::format("{}:{}:{}", file, diagnostic.position.line, diagnostic.position.column);
    text += fmt::format(" {} {}\n", Paint("-->", Tone::kPlace, options), place);
  }
  if (!diagnostic.line_text.empty() && diagnostic.position.line > 0)
    text += Excerpt(diagnostic, options);
  if (!diagnostic.help.empty())
    text += fmt::format("{} {}\n", Paint("help:", Tone::kHelp, options), diagnostic.help);
  return text;
}

}  // namespace report
