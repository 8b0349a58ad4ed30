#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "model/integrity.h"
#include "registry/environment.h"

namespace registry {

/// Sallyport's folder of fetched bytes, by their hash:
///
///     content/sha512/ab/cdef...     what hashes to abcdef...
///
/// Entries are written to a temporary file that is synced and renamed, so any number of runs may
/// write at once and be killed at any point: an entry is whole or absent. Every read hashes the
/// bytes again; what does not match is removed and counts as absent, so that the next fetch
/// replaces it. Temporary files that a killed run left are removed after an hour, when their folder
/// is next written to. A file's time is the day of its last use: PruneCache goes by it.
class ContentCache {
 public:
  /// `files` and `clock` must outlive the cache. The folder comes into being with the first entry.
  ContentCache(FileSystem& files, const Clock& clock, std::string folder);

  /// The bytes that `integrity` (not empty) stands for; nothing when they are not here.
  [[nodiscard]] std::optional<ByteVector> Get(const Integrity& integrity) const;
  /// How many bytes Get would read; nothing when they are not here. They are not verified.
  [[nodiscard]] std::optional<std::uint64_t> SizeOf(const Integrity& integrity) const;
  /// The last `count` of these bytes, as unverified.
  [[nodiscard]] std::optional<ByteVector> EndOf(const Integrity& integrity,
                                                std::size_t count) const;
  /// Keeps `bytes`, which must match `integrity`. An Error (full disk, no permission) leaves what
  /// was there.
  [[nodiscard]] Result<void> Put(const Integrity& integrity, Bytes bytes);
  /// Where the entry is or would be.
  [[nodiscard]] std::string PathOf(const Integrity& integrity) const;

  [[nodiscard]] const std::string& folder() const { return folder_; }
  /// Whether Put has kept anything.
  [[nodiscard]] bool HasGrown() const { return has_grown_; }

 private:
  void RemoveLeftovers(const std::string& folder);

  FileSystem& files_;
  const Clock& clock_;
  std::string folder_;
  std::atomic<bool> has_grown_{false};
};

/// Notes that a file of a cache is used now, unless it was written or used within a day. A cache
/// that cannot be written forgets what was used first: slower, never wrong.
void NoteUse(FileSystem& files, const Clock& clock, const std::string& path,
             const FileStatus& status);

/// $XDG_CACHE_HOME/sallyport, else ~/.cache/sallyport. Relative values are
/// passed over, as the XDG specification says.
[[nodiscard]] std::string CacheFolder(const Environment& environment);

}  // namespace registry
