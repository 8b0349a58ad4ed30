#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace facts {

/// The families of characters that leave no trace on a screen.
enum class InvisibleClass : std::uint8_t {
  kVariationSelector,  ///< U+FE00-FE0F, U+E0100-E01EF, Mongolian selectors
  kTag,                ///< U+E0000-E007F: a shadow of ASCII
  kZeroWidth,          ///< zero-width space, joiners, word joiner, invisible operators, BOM inside
  kPrivateUse,         ///< the three private-use areas: shown as nothing where no font has them
  kFiller,             ///< Hangul fillers, Braille blank, soft hyphen, grapheme joiner
};
inline constexpr std::size_t kInvisibleClasses = 5;
[[nodiscard]] std::string_view NameOf(InvisibleClass invisible);
[[nodiscard]] std::optional<InvisibleClass> InvisibleClassOf(char32_t c);

/// What the code points of a run say when they are read as a carrier: both variation-selector
/// ranges as bytes (0-15, 16-255), nibbles when only the first range is used, tags as ASCII, two
/// zero-width characters as bits. Nothing unless the bytes are mostly printable text.
[[nodiscard]] std::optional<std::string> DecodeCarrier(const std::vector<char32_t>& run,
                                                       InvisibleClass invisible);

}  // namespace facts
