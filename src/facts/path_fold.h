#pragma once

#include <string>
#include <string_view>

namespace facts {

/// A path as a case-insensitive disk (Windows, macOS) compares it: Unicode simple case folding for
/// Latin, Greek, Cyrillic and Armenian letters and the signs that fold into ASCII. Other letters
/// have no case, or fold in ways that no disk agrees on, and stay.
[[nodiscard]] std::string FoldPath(std::string_view path);

}  // namespace facts
