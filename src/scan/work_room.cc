#include "scan/work_room.h"

#include <malloc.h>

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "base/resident.h"
#include "facts/file_class.h"
#include "formats/gzip.h"

namespace scan {
namespace {
/// Of one package: never so much that small ones could not be read beside it.
constexpr std::size_t kMost = limits::kWorkBytes / 6 * 5;
}  // namespace

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

bool WorkRoom::TryRaise(std::size_t from, std::size_t to) {
  const std::lock_guard lock(mutex_);
  CHECK(from <= taken_, "what is raised was taken");
  if (taken_ != from && taken_ - from + to > bytes_) return false;
  taken_ += to - from;
  return true;
}

void WorkRoom::GiveBack(std::size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    CHECK(bytes <= taken_, "no more is given back than was taken");
    taken_ -= bytes;
  }
  // The C library keeps what was freed for the next package, which is seldom as large; without
  // need, asking the system for it again costs more than keeping it.
  constexpr std::size_t kGiant = limits::kWorkBytes / 8;
  constexpr std::size_t kMuchHeld = limits::kWorkBytes / 6 * 7;
  if (bytes > kGiant && ResidentBytes() > kMuchHeld) malloc_trim(0);
  changed_.notify_all();
}

std::size_t RoomFor(const Contents& contents) {
  // Measured: the trees of a package's code, and what is found out with them, take two to nine
  // times its size, most often six; other files take no more than they are.
  constexpr std::size_t kPerByteOfCode = 6;
  std::size_t code = 0;
  for (const ContentFile& file : contents.files) {
    if (facts::ClassOf(file.path) == facts::FileClass::kCode) code += file.bytes.size();
  }
  return std::min<std::size_t>(contents.unpacked_bytes + code * kPerByteOfCode, kMost);
}

std::size_t RoomToCompare(Bytes now, Bytes before) {
  constexpr std::size_t kPerByte = 4;  // of a large package half is code, at most
  return std::min(RoomToUnpack(now) + kPerByte * RoomToUnpack(before), kMost);
}

std::size_t RoomToUnpack(Bytes tarball) {
  return std::min(formats::Unzipper::ClaimedSize(tarball), kMost);
}

}  // namespace scan
