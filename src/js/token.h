#pragma once

#include <cstdint>
#include <string_view>

#include "base/symbol.h"

namespace js {

enum class Token : std::uint8_t {
#define TOKEN(name, text) name,
#define KEYWORD(name, text) name,
#include "js/tokens.def"
};

/// As a message names it: "`{`"-less text of the token or its class.
[[nodiscard]] std::string_view Text(Token token);

/// Symbols of the names the grammar knows; every pool the parser uses begins with them.
namespace names {
enum Order : std::uint32_t {
  kNothing,  // Symbol::kEmpty
#define TOKEN(name, text)
#define KEYWORD(name, text) name##Keyword,
#include "js/tokens.def"
#define RESERVED(name, text) name##Name,
#define CHECKED(name, text) name##Name,
#define NAME(name, text) name##Name,
#include "js/names.def"
  kEndOfNames
};
#define TOKEN(name, text)
#define KEYWORD(name, text) inline constexpr Symbol name{name##Keyword};
#include "js/tokens.def"
#define RESERVED(name, text) inline constexpr Symbol name{name##Name};
#define CHECKED(name, text) inline constexpr Symbol name{name##Name};
#define NAME(name, text) inline constexpr Symbol name{name##Name};
#include "js/names.def"

inline constexpr Symbol kLastKeyword = kWith;
inline constexpr Symbol kLastStrictReserved = kYield;
/// Names past this one may be used anywhere.
inline constexpr Symbol kLastChecked = kEval;
}  // namespace names

/// Interns the names above into an empty pool.
void InternNames(SymbolPool& pool);

[[nodiscard]] constexpr bool IsKeyword(Token token) {
  return token >= Token::kBreak;
}
/// Identifiers and keywords, escaped or not: what may stand after a dot.
[[nodiscard]] constexpr bool IsName(Token token) {
  return token >= Token::kBreak || token == Token::kIdentifier || token == Token::kEscapedKeyword;
}
[[nodiscard]] constexpr bool IsAssignment(Token token) {
  return token >= Token::kAssign && token <= Token::kNullishAssign;
}

}  // namespace js
