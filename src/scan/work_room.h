#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "model/contents.h"

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
  /// Makes `from` bytes that were taken into `to`, which are more; false when these do not fit.
  [[nodiscard]] bool TryRaise(std::size_t from, std::size_t to);
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

/// What unpacking a tarball is guessed to take, by what it says of itself. Neither guess is ever so
/// much that small packages could not be read beside it.
[[nodiscard]] std::size_t RoomToUnpack(Bytes tarball);
/// What holding a version against the one before is guessed to take, where only the latter's code
/// is read.
[[nodiscard]] std::size_t RoomToCompare(Bytes now, Bytes before);
/// What reading files is guessed to take: their bytes, and the trees and tables of what is code.
[[nodiscard]] std::size_t RoomFor(const Contents& contents);

}  // namespace scan
