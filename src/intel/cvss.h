#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intel/advisory.h"

namespace intel {

/// A score in tenths, 0 to 100, and the version of the standard that it is by.
struct CvssScore {
  std::uint16_t tenths = 0;
  std::uint8_t major = 3;
  bool operator==(const CvssScore&) const = default;
};

/// Computes the score of a vector by the standards of FIRST: version 2 (with temporal and
/// environmental metrics), 3.0, 3.1 and 4.0. The score is of all metrics that the vector gives, as
/// the calculators of FIRST show it in the end. Nothing for a vector that is malformed, lacks a
/// base metric, or gives one twice.
[[nodiscard]] std::optional<CvssScore> ComputeCvss(std::string_view vector);

/// The qualitative scale of versions 3 and 4; version 2's has no `none` and no `critical`, and is
/// given on this scale too.
[[nodiscard]] Rating RatingOf(std::uint16_t tenths);

/// Of the newest version of the standard among the vectors, the highest score; 0 when there is
/// none.
[[nodiscard]] std::uint16_t BestScore(const std::vector<std::string>& vectors);

}  // namespace intel
