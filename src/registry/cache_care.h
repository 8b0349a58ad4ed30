#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"

// What is done to a cache folder as a whole. Each entry is a file of its own, written and removed
// in one step, so whatever is interrupted here leaves whole entries and nothing else.

namespace registry {

struct CacheShare {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  bool operator==(const CacheShare&) const = default;
};

/// What lies in a cache folder.
struct CacheUse {
  CacheShare tarballs;
  CacheShare documents;  ///< packuments and manifests
  CacheShare leftovers;  ///< temporary files: of runs under way, or of killed ones
  [[nodiscard]] std::uint64_t bytes() const {
    return tarballs.bytes + documents.bytes + leftovers.bytes;
  }
  bool operator==(const CacheUse&) const = default;
};

/// Nothing for a folder that does not exist.
[[nodiscard]] CacheUse MeasureCache(const FileSystem& files, const std::string& folder);

/// Removes leftovers older than an hour, and when the rest takes more than `bytes`, what was used
/// longest ago until it takes nine tenths of that. Not for a folder that a run uses: see
/// CacheLock. Gives what was removed; an Error when something that had to go could not.
[[nodiscard]] Result<CacheUse> PruneCache(FileSystem& files, const Clock& clock,
                                          const std::string& folder, std::uint64_t bytes);

/// The same with everything.
[[nodiscard]] Result<CacheUse> ClearCache(FileSystem& files, const std::string& folder);

struct CacheVerification {
  CacheUse whole;
  std::vector<std::string> damaged;  ///< paths, sorted; they were removed
};

/// Reads every entry and removes those whose bytes are not what their name or head says. Harmless
/// to runs that use the folder: they would have passed over these entries.
[[nodiscard]] Result<CacheVerification> VerifyCache(FileSystem& files, const std::string& folder);

}  // namespace registry
