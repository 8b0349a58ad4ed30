#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "base/bytes.h"

namespace scan {

/// The memory that packages under way may take, shared by all workers: a count, no allocator. A
/// package that is too large for what is left waits, or is let in alone.
class WorkRoom {
 public:
  explicit WorkRoom(std::size_t bytes) : bytes_(bytes) {}

  /// True when `bytes` could be taken: so many are left, or nothing is taken yet.
  [[nodiscard]] bool TryTake(std::size_t bytes);
  /// Waits for that.
  void Take(std::size_t bytes);
  void GiveBack(std::size_t bytes);

 private:
  [[nodiscard]] bool Fits(std::size_t bytes) const {
    return taken_ == 0 || taken_ + bytes <= bytes_;
  }

  const std::size_t bytes_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t taken_ = 0;  ///< guarded by mutex_
};

/// What reading a package is guessed to take, by its unpacked size: bytes, trees and tables. Never
/// so much that small packages could not be read beside it.
[[nodiscard]] std::size_t RoomFor(std::size_t unpacked_bytes);

}  // namespace scan
