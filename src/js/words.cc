#include "js/words.h"

#include <array>

namespace js {

#define VOCABULARY(Enum)             \
  std::string_view Text(Enum word) { \
    static constexpr auto kTexts = std::to_array<std::string_view>({
#define WORD(name, text) text,
#define VOCABULARY_END(Enum)                     \
  });                                            \
  return kTexts[static_cast<std::size_t>(word)]; \
  }
#include "js/words.def"

}  // namespace js
