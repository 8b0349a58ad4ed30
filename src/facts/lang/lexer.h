#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"
#include "facts/lang/language.h"

namespace facts {

/// A word of a script. Keywords are names: the readers tell them apart.
struct ScriptToken {
  enum class Kind : std::uint8_t {
    kName,    ///< as written; in lower case where the language does not mind case
    kText,    ///< a string's value, escapes resolved
    kNumber,  ///< digits as written
    kSign,    ///< one mark, or one of the pairs `::`, `->`, `**`, `//`, `<<`, `>>`
    kLine,    ///< the end of a statement: a line break outside brackets, `;`, VBScript's `:`
    kEnd,
  };
  Kind kind = Kind::kEnd;
  std::string text;
  Span span;
  bool interpolated = false;  ///< a kText in which `$name` or `{name}` stands for a value
  bool spaced = false;        ///< white space stands before it
};

struct ScriptTokens {
  std::vector<ScriptToken> tokens;  ///< the last one is kEnd
  bool cut = false;                 ///< the text was longer than limits::kScriptTokens
};

/// Reads any text; what is no token is passed over. Strings, comments, continued lines and here
/// texts as each language has them (Python reference 2; about_Quoting_Rules; VBScript and
/// AppleScript language guides).
[[nodiscard]] ScriptTokens Tokenise(std::string_view text, Language language);

}  // namespace facts
