#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace facts {

/// One escape of bash's `$'...'`: `at` is behind the backslash. Appends what it stands for and
/// returns where it ends, never past the end of `text`.
[[nodiscard]] std::size_t ReadAnsiEscape(std::string_view text, std::size_t at, std::string& plain);

}  // namespace facts
