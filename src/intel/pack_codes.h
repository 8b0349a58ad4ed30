#pragma once

#include "intel/pack.h"

/// The numbers that stand for kinds of things in a record of a pack.
namespace intel::codes {

inline constexpr std::uint64_t kMalware = 1;
inline constexpr std::uint64_t kWithdrawn = 2;
inline constexpr std::uint64_t kExploited = 4;
inline constexpr std::uint64_t kRansomware = 8;
inline constexpr std::uint64_t kEpss = 16;
inline constexpr std::uint64_t kDetail = 32;

[[nodiscard]] inline std::uint64_t FlagsOf(const Advisory& advisory, const Standing& standing) {
  return (advisory.malware ? kMalware : 0) | (advisory.withdrawn != 0 ? kWithdrawn : 0) |
         (standing.exploited != 0 ? kExploited : 0) | (standing.ransomware ? kRansomware : 0) |
         (standing.epss != 0 ? kEpss : 0) | (advisory.detail.empty() ? 0 : kDetail);
}

enum class Summary : std::uint8_t { kNone, kUsual, kOwn };

}  // namespace intel::codes
