#pragma once

#include <string>
#include <string_view>

namespace recall {

[[nodiscard]] bool IsJavaScript(std::string_view path);
/// True when the code has no syntax error.
[[nodiscard]] bool Parses(std::string_view code);
/// `comment`, which ends its line, behind every sign that a line may end after and that is no part
/// of a text. Code that does not parse stays as it is.
[[nodiscard]] std::string CommentedCode(std::string_view code, std::string_view comment);

}  // namespace recall
