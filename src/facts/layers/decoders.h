#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace facts {

/// A way to hide a text in a text, or bytes in a text.
enum class Encoding : std::uint8_t {
#define DECODER(enumerator, name) enumerator,
#include "facts/layers/decoders.def"
#undef DECODER
};
inline constexpr std::uint8_t kEncodings = 0
#define DECODER(enumerator, name) +1
#include "facts/layers/decoders.def"
#undef DECODER
    ;
[[nodiscard]] std::string_view NameOf(Encoding encoding);

/// A cheap look at a literal of a program: false for nearly everything that programs hold (words,
/// sentences, paths, selectors), so that nobody pays for decoding it.
[[nodiscard]] bool MayCarry(std::string_view literal);

/// What `text` turns into when one layer of `encoding` is taken off; nothing when it is not in that
/// encoding, or when what comes out is neither text nor the beginning of something that can be run
/// or unpacked. At most limits::kLayerBytes.
[[nodiscard]] std::optional<std::string> Decode(Encoding encoding, std::string_view text);

/// Mostly printable and well-formed UTF-8: what people and interpreters call text.
[[nodiscard]] bool ReadsAsText(std::string_view bytes);

}  // namespace facts
