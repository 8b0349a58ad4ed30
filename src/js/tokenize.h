#pragma once

#include <string_view>
#include <vector>

#include "base/span.h"
#include "js/token.h"

namespace js {

/// A token of a file and where it is.
struct TokenAt {
  Token kind = Token::kEnd;
  Span span;
  bool operator==(const TokenAt&) const = default;
};

/// The tokens of any text, however broken: what the lexer cannot read is a token kError and it goes
/// on behind it. Whether `/` begins a regular expression is told from the tokens before, as there
/// may be no tree to tell it; for text that parses the answer is that of the grammar but for
/// contrived cases. JSX text comes out as the tokens it looks like.
[[nodiscard]] std::vector<TokenAt> Tokenize(std::string_view source);

}  // namespace js
