#include "js/unicode.h"

#include "js/unicode_tables.h"

namespace js::unicode {
namespace {

/// `half` is 0 for starts and 4 for parts: the first of the four words that tell.
bool Look(char32_t c, std::uint32_t half) {
  return ((kLeaf[kPage[c >> 8U]][half + ((c >> 6U) & 3U)] >> (c & 63U)) & 1U) != 0;
}

}  // namespace

static_assert(sizeof(kPage) == kTableEnd >> 8U, "every page below kTableEnd has its leaf");

bool IsIdStartBeyondAscii(char32_t c) {
  return c < kTableEnd && Look(c, 0);
}

bool IsIdContinueBeyondAscii(char32_t c) {
  if (c < kTableEnd) return Look(c, 4);
  return c >= kSelectorsBegin && c < kSelectorsEnd;
}

}  // namespace js::unicode
