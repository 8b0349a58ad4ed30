#pragma once
#include <cstddef>
#include <cstdint>
namespace limits {
inline constexpr std::uint64_t kCodeStepsAtMost = 24'000'000;  ///< some 60 ns each
inline constexpr std::size_t kCodeFoldSteps = 10'000;  ///< to tell what is known of one text
inline constexpr std::uint64_t kCodeEvaluatePackageSteps = 200'000'000;  ///< of all files together
}  // namespace limits
