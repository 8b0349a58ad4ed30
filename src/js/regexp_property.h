#pragma once

#include <cstdint>
#include <string_view>

namespace js::regexp {

enum class PropertyKind : std::uint8_t {
  kUnknown,
  kCharacters,  ///< a set of code points
  kStrings,     ///< a property of strings, which only `v` knows and `\P` may not negate
};

/// What stands between the braces of `\p{...}`: a lone name, or `name=value`.
[[nodiscard]] PropertyKind FindProperty(std::string_view name);
[[nodiscard]] PropertyKind FindProperty(std::string_view name, std::string_view value);

}  // namespace js::regexp
