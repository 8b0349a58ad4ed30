#pragma once

#include <cstddef>

#include "base/limits.h"

/// Bounds on a project's own code when it is asked what it imports.
namespace limits {

inline constexpr std::size_t kOwnFiles = 100'000;
inline constexpr std::size_t kOwnBytes = 512 * kMiB;  ///< of all of them
inline constexpr std::size_t kUsePlaces = 5;          ///< of one package, that are told
inline constexpr std::size_t kUseExports = 2000;      ///< names of one package; more is all of it

}  // namespace limits
