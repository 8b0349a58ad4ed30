#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/result.h"
#include "base/span.h"

namespace formats {

/// Why a document is not what its format wants, and where. `message` is one lower-case sentence
/// that holds foreign text only through `Quote`.
struct SyntaxError {
  std::string message;
  std::string help;
  std::uint32_t offset = 0;  ///< into the document as it was given
  Position position;
  std::string line_text;  ///< the line there; empty when it is longer than a person would read
};

/// The error at `offset` of `text`, with its position and line looked up.
[[nodiscard]] SyntaxError SyntaxErrorAt(std::string_view text, std::uint32_t offset,
                                        std::string message, std::string help);

/// "line 3, column 7: ..." for callers that have no file to point at.
[[nodiscard]] Error ToError(SyntaxError error);
[[nodiscard]] Diagnostic ToDiagnostic(SyntaxError error, std::string code, std::string file);

}  // namespace formats
