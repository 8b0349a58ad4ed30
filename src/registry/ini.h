#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace registry {

/// One `key = value` line as the ini reader of npm understands it.
struct IniEntry {
  std::string key;    ///< without the `[]` that makes it an array
  std::string value;  ///< unquoted and unescaped; "true" for a key alone
  bool is_null = false;
  bool is_array = false;  ///< the key was written `key[]`
  std::uint32_t line = 0;
  bool operator==(const IniEntry&) const = default;
};

/// The entries of an npmrc file in file order (ini 5 with `bracketedArray`): `;` and `#` begin a
/// comment at the start of a line and, unless escaped by a backslash, within an unquoted key or
/// value; text in double quotes is a JSON string, text in single quotes is literal. npm looks at no
/// key below a `[section]`, so such entries are left out. Lines past limits::kNpmrcLines are not
/// read.
[[nodiscard]] std::vector<IniEntry> ParseIni(std::string_view text);

/// The value of an environment variable; nothing when it is not set.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// `text` with `${NAME}` replaced by the variable as npm does it: unset, `${NAME}` stays as it is
/// and `${NAME?}` becomes empty; an odd number of backslashes in front keeps the text; half of the
/// backslashes go. Names that were replaced are added to `used`.
[[nodiscard]] std::string ExpandVariables(std::string_view text, const Lookup& lookup,
                                          std::vector<std::string>& used);

}  // namespace registry
