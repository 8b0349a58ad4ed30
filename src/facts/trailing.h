#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "facts/magic.h"

namespace facts {

/// Where a picture, font, sound or archive ends by its own structure; nothing when the format has
/// no end of its own or the structure is broken. What stands behind the end is seen by no viewer.
/// PNG (W3C), JPEG (ITU T.81), GIF89a, RIFF, WOFF and WOFF2 (W3C), BMP, ZIP (APPNOTE 4.3.16).
[[nodiscard]] std::optional<std::size_t> FindEnd(Format format, Bytes bytes);

/// Shannon entropy of the bytes, 0 to 8 bits each.
[[nodiscard]] double Entropy(Bytes bytes);

}  // namespace facts
