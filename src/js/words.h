#pragma once

#include <cstdint>
#include <string_view>

namespace js {

#define VOCABULARY(Enum) enum class Enum : std::uint8_t {
#define WORD(name, text) name,
#define VOCABULARY_END(Enum) \
  }                          \
  ;                          \
  /* The text as the source or ESTree writes it. */ [[nodiscard]] std::string_view Text(Enum word);
#include "js/words.def"

}  // namespace js
