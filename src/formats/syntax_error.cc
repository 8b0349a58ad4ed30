#include "formats/syntax_error.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace formats {

SyntaxError SyntaxErrorAt(std::string_view text, std::uint32_t offset, std::string message,
                          std::string help) {
  const LineTable lines(text);
  const Position position = lines.Find(text, offset);
  std::string_view line = lines.Line(text, position.line);
  if (line.size() > limits::kShownLineBytes) line = {};
  return {.message = std::move(message),
          .help = std::move(help),
          .offset = offset,
          .position = position,
          .line_text = std::string(line)};
}

Error ToError(SyntaxError error) {
  return {.message = fmt::format("line {}, column {}: {}", error.position.line,
                                 error.position.column, error.message),
          .help = std::move(error.help)};
}

Diagnostic ToDiagnostic(SyntaxError error, std::string code, std::string file) {
  return {.code = std::move(code),
          .message = std::move(error.message),
          .file = std::move(file),
          .position = error.position,
          .line_text = std::move(error.line_text),
          .help = std::move(error.help)};
}

}  // namespace formats
