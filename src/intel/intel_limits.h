#pragma once

#include <cstddef>

#include "base/limits.h"

/// Bounds that only the readers of intelligence know.
namespace limits {

inline constexpr std::size_t kVexDocuments = 64;       ///< that one run reads
inline constexpr std::size_t kAdvisoryFunctions = 64;  ///< that one record calls vulnerable
inline constexpr std::size_t kAdvisoryFunctionBytes = 256;
inline constexpr std::size_t kPackDeltaBytes = 1 * kGiB;

}  // namespace limits
