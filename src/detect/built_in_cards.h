#pragma once

#include <string_view>

namespace detect {

/// SHA-256 over the texts of the built-in cards, computed by tools/card_compiler.cc, which also
/// writes `BuiltInCards`.
[[nodiscard]] std::string_view BuiltInHash();

}  // namespace detect
