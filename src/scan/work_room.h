#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>

#include "model/contents.h"

namespace scan {

/// The memory that packages under way may take, shared by all workers: a count, no allocator. A
/// package that is too large for what is left waits, or is let in alone.
class WorkRoom {
 public:
  /// `beside` tells, from any thread and without waiting, what is held for the same purpose and
  /// taken by nobody: tarballs that have arrived. It may be empty.
  explicit WorkRoom(std::size_t bytes, std::function<std::size_t()> beside = {})
      : bytes_(bytes), beside_(std::move(beside)) {}

  /// True when `bytes` could be taken: so many are left, or nothing is taken yet, or it is so
  /// little that no thread need wait for it.
  [[nodiscard]] bool TryTake(std::size_t bytes);
  /// Waits for that.
  void Take(std::size_t bytes);
  /// Makes `from` bytes that were taken into `to`, which are more; false when these do not fit.
  [[nodiscard]] bool TryRaise(std::size_t from, std::size_t to);
  void GiveBack(std::size_t bytes);
  /// Whether more than half is taken: another giant has to wait for what has it now.
  [[nodiscard]] bool IsMostlyTaken() const;

 private:
  [[nodiscard]] bool Fits(std::size_t bytes) const;

  const std::size_t bytes_;
  const std::function<std::size_t()> beside_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t taken_ = 0;  ///< guarded by mutex_
};

/// The most that is ever guessed of one package: small ones can be read beside it.
[[nodiscard]] std::size_t MostRoom();
/// Whether a package that unpacks to so many bytes may take MostRoom(): if it were all code, as
/// dense as code can be.
[[nodiscard]] bool MayTakeMostRoom(std::size_t unpacked);
/// What unpacking a tarball is guessed to take, by what it says of itself.
[[nodiscard]] std::size_t RoomToUnpack(Bytes tarball);
/// What holding a version of so many bytes, unpacked, against the one before is guessed to take,
/// where only the latter's code is read.
[[nodiscard]] std::size_t RoomToCompare(std::size_t now, Bytes before);
/// Whether this is so much that its memory is to go back to the system before others are read.
[[nodiscard]] bool IsGiant(std::size_t room);
/// What reading files is guessed to take: their bytes, and the trees and tables of what is code.
[[nodiscard]] std::size_t RoomFor(const Contents& contents);

}  // namespace scan
