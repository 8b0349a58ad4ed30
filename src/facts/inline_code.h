#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace facts {

/// What words in a program text on a command line point to. A reading of words, not of the
/// language: for JavaScript the front end says more.
struct InlineCode {
  std::vector<std::string_view> does;  ///< as script.inline-code lists them, sorted
  std::vector<std::string> required;   ///< relative paths of require("./x") and import("./x")
  std::string decoded;                 ///< the longest base64 literal that decodes to text
};
[[nodiscard]] InlineCode ReadInlineCode(std::string_view code);

/// `%41` becomes `A`; anything malformed stays.
[[nodiscard]] std::string DecodePercent(std::string_view text);

}  // namespace facts
