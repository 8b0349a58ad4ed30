#include "js/token.h"

#include <array>

#include "base/check.h"

namespace js {

std::string_view Text(Token token) {
  static constexpr auto kTexts = std::to_array<std::string_view>({
#define TOKEN(name, text) text,
#define KEYWORD(name, text) text,
#include "js/tokens.def"
  });
  return kTexts[static_cast<std::size_t>(token)];
}

void InternNames(SymbolPool& pool) {
  static constexpr auto kTexts = std::to_array<std::string_view>({
#define TOKEN(name, text)
#define KEYWORD(name, text) text,
#include "js/tokens.def"
#define RESERVED(name, text) text,
#define CHECKED(name, text) text,
#define NAME(name, text) text,
#include "js/names.def"
  });
  static_assert(kTexts.size() + 1 == names::kEndOfNames);
  std::uint32_t expected = 1;
  for (const std::string_view text : kTexts) {
    const Symbol symbol = pool.InternStable(text);
    CHECK(static_cast<std::uint32_t>(symbol) == expected++,
          "the pool was empty and names.def has no name twice");
  }
}

}  // namespace js
