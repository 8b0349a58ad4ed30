#pragma once

#include <string_view>
#include <vector>

namespace scan {

/// The pieces of `text` that `other` does not have at the same place, line by line, each widened to
/// the entry of a lockfile in which it stands: a few lines above and below. In order. Where the two
/// cannot be brought into step again, or differ at more than limits::kChangedPlaces, the last piece
/// is everything up to what they share at their end. An empty list when they are equal, or when
/// `other` only has more.
[[nodiscard]] std::vector<std::string_view> ChangedParts(std::string_view text,
                                                         std::string_view other);

}  // namespace scan
