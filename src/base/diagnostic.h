#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

/// The program speaking of its own input or configuration; never used for findings. `code` is
/// stable ("L003") and has a page in docs/diagnostics.md. `message` is lower case, names what was
/// seen, may hold foreign text only through `Quote` (base/text.h). `line_text` is the offending
/// source line, raw; the printer escapes and shortens it.
struct Diagnostic {
  enum class Level : std::uint8_t { kNote, kWarning, kError };

  Level level = Level::kError;
  std::string code;
  std::string message;
  std::string file;         ///< as the user would name it; empty when there is none
  Position position;        ///< line 0: the whole file
  std::string line_text;    ///< empty when there is none to show
  std::uint32_t width = 1;  ///< how many columns the caret underlines
  std::string help;

  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// "note", "warning" or "error", as every report and SARIF's levels call them.
[[nodiscard]] constexpr std::string_view NameOf(Diagnostic::Level level) {
  switch (level) {
    case Diagnostic::Level::kNote:
      return "note";
    case Diagnostic::Level::kWarning:
      return "warning";
    case Diagnostic::Level::kError:
      return "error";
  }
  return {};
}
