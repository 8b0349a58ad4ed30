#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace facts {

/// A scripting language, besides JavaScript and the shell, that can be run on a machine without
/// anything being installed first.
enum class Language : std::uint8_t { kPython, kPowerShell, kVbScript, kAppleScript };

/// As `program` and `interpreter` values spell it: python, powershell, vbscript, applescript.
[[nodiscard]] std::string_view NameOf(Language language);

/// By the interpreter that was named, else by the file's extension, else by its `#!` line. Nothing
/// for other languages and for the shell.
[[nodiscard]] std::optional<Language> LanguageOf(std::string_view interpreter,
                                                 std::string_view path, std::string_view text);

}  // namespace facts
