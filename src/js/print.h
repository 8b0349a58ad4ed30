#pragma once

#include <string>

#include "js/parse.h"

namespace js {

/// The tree of a module without errors as source text on one line, tokens parted by spaces,
/// parentheses where the source had them. Parsing it with the same goal gives the same tree but for
/// offsets; comments are gone.
[[nodiscard]] std::string Print(const Module& module);

}  // namespace js
