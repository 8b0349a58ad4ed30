#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace registry {

/// The variables of a process, by name. Passed in, never read by the rooms.
using Environment = std::map<std::string, std::string, std::less<>>;

/// This process's own, for `main`.
[[nodiscard]] Environment ProcessEnvironment();

/// The value; nothing when the variable is not set.
[[nodiscard]] std::optional<std::string> Find(const Environment& environment,
                                              std::string_view name);

}  // namespace registry
