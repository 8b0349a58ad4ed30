#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace facts {

/// One string of a gyp file, with the key it stands under and the list it stands in.
struct GypString {
  std::string text;        ///< quotes and escapes taken off, adjacent literals joined
  Span span;               ///< as written
  std::string key;         ///< of the nearest dictionary; empty at the top
  std::uint32_t list = 0;  ///< number of the enclosing list, 0: none
  bool is_key = false;
};

struct GypFile {
  std::vector<GypString> strings;  ///< in file order
  std::string problem;             ///< why the rest was not read; empty when all was
};

/// Reads the Python-literal syntax of GYP files (which JSON is a part of) as far as its strings go:
/// comments, both quotes, triple quotes, escapes, joined literals, trailing commas. Tolerant: what
/// is no string or bracket is passed over. Bounded by limits::kGypBytes and kGypDepth.
[[nodiscard]] GypFile ReadGyp(std::string_view text);

/// A command expansion inside a gyp string (GYP input format, "Command Expansions").
struct GypExpansion {
  std::string_view op;  ///< "<!", "<!@", ">!", ">!@", "^!", "^!@"
  std::string_view command;
};
[[nodiscard]] std::vector<GypExpansion> FindExpansions(std::string_view text);

/// True for the commands that nan, node-addon-api and napi-macros tell their users to write.
[[nodiscard]] bool IsWellKnownGypCommand(std::string_view command);

}  // namespace facts
