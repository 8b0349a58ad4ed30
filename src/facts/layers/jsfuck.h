#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace facts {

/// The program text that JSFuck wrote with the characters `[]()!+`: the text that is given to
/// `Function` or `eval` in the end, or else the text that the whole is worth. Works the expression
/// out with the few values and built-in functions that JSFuck's letters are taken from; nothing
/// when another character, another built-in or deeper nesting than limits::kScriptDepth comes up.
[[nodiscard]] std::optional<std::string> DecodeJsFuck(std::string_view text);

/// The program text that jjencode wrote (`$=~[];$={___:++$, ...`), under whatever name its table
/// has.
[[nodiscard]] std::optional<std::string> DecodeJjencode(std::string_view text);

}  // namespace facts
