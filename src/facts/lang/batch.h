#pragma once

#include <string>
#include <string_view>

namespace facts {

/// Text for cmd.exe as text for a POSIX shell, line by line, so that one reader serves both: `^`
/// escapes, `@`, labels and remarks are taken off; `set` values, their substrings and replacements
/// (`%X:~2,3%`, `%X:a=b%`) and delayed expansion (`!X!`) are put in; `if`, `for` and brackets are
/// opened up; backslashes and single quotes become literal ones. Variables that are not set in the
/// text stay as `%NAME%`. Bounded by limits::kShellTextBytes.
[[nodiscard]] std::string BatchToShell(std::string_view text);

}  // namespace facts
