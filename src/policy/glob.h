#pragma once

#include <string_view>

namespace policy {

/// True when the whole of `text` fits `glob`: `*` is any run of characters, also none, `?` is one
/// character, everything else is itself. Time at most the product of the two lengths.
[[nodiscard]] bool MatchesGlob(std::string_view glob, std::string_view text);

}  // namespace policy
