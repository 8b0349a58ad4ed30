#include "scan/work_room.h"

#include <malloc.h>

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"

namespace scan {

bool WorkRoom::TryTake(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!Fits(bytes)) return false;
  taken_ += bytes;
  return true;
}

void WorkRoom::Take(std::size_t bytes) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return Fits(bytes); });
  taken_ += bytes;
}

void WorkRoom::GiveBack(std::size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    CHECK(bytes <= taken_, "no more is given back than was taken");
    taken_ -= bytes;
  }
  // The C library keeps what was freed for the next package, which is seldom as large.
  constexpr std::size_t kGiant = limits::kWorkBytes / 8;
  if (bytes > kGiant) malloc_trim(0);
  changed_.notify_all();
}

std::size_t RoomFor(std::size_t unpacked_bytes) {
  // Measured: code takes five to six times its size, and of a large package a third is code.
  constexpr std::size_t kPerByte = 5;
  constexpr std::size_t kMost = limits::kWorkBytes / 4 * 3;
  return std::min(unpacked_bytes, kMost / kPerByte) * kPerByte;
}

}  // namespace scan
