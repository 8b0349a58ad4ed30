#pragma once

#include <optional>
#include <string>

namespace registry {

/// Says that this process uses a cache folder. The system lets go of it when the process ends,
/// however it ends, so a killed run hinders nobody. Needs a file system with flock(2).
class CacheLock {
 public:
  /// Together with any number of other runs. Waits while one has the folder alone, which takes as
  /// long as pruning does. Nothing when the lock file cannot be made (a folder that cannot be
  /// written): then nobody prunes it either.
  [[nodiscard]] static std::optional<CacheLock> Share(const std::string& folder);
  /// Alone, without waiting; nothing when somebody uses the folder or the lock file cannot be made.
  [[nodiscard]] static std::optional<CacheLock> TakeAlone(const std::string& folder);

  /// From shared to alone, without waiting. When it fails the share is gone too: of several runs
  /// that end at the same time, the last to ask gets it.
  [[nodiscard]] bool BecomeAlone();

  ~CacheLock();
  CacheLock(CacheLock&& other) noexcept;
  CacheLock& operator=(CacheLock&& other) noexcept;

 private:
  explicit CacheLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace registry
