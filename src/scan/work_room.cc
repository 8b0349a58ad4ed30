#include "scan/work_room.h"

#include <algorithm>

#include "base/check.h"
#include "base/heap.h"
#include "base/limits.h"
#include "base/resident.h"
#include "facts/byte_scan.h"
#include "facts/file_class.h"
#include "formats/gzip.h"

namespace scan {
namespace {
/// Of one package: never so much that small ones could not be read beside it.
constexpr std::size_t kMost = limits::kWorkBytes / 8 * 7;
/// What no thread need wait for: a part of the room so small that one for each thread is little.
constexpr std::size_t kSmallest = 64;

// Measured: what the trees of code, and what is found out with them, take for each of its bytes.
constexpr std::size_t kPerByteOfCode = 5;
constexpr std::size_t kPerByteOfDenseCode = 9;

/// Whether a file of code, if it is large enough to matter, was written for machines: in long
/// lines.
bool IsDense(Bytes code) {
  constexpr std::size_t kLarge = limits::kMiB / 4;
  constexpr std::size_t kLongLine = 200;
  return code.size() > kLarge && facts::CountLineFeeds(AsText(code)) < code.size() / kLongLine;
}

}  // namespace

bool WorkRoom::Fits(std::size_t bytes) const {
  if (taken_ == 0 || bytes <= bytes_ / kSmallest) return true;
  return taken_ + bytes + (beside_ ? beside_() : 0) <= bytes_;
}

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
  taken_ -= from;
  const bool fits = Fits(to);
  taken_ += fits ? to : from;
  return fits;
}

bool WorkRoom::IsMostlyTaken() const {
  const std::lock_guard lock(mutex_);
  return taken_ > bytes_ / 2;
}

void WorkRoom::GiveBack(std::size_t bytes) {
  std::size_t taken = 0;
  {
    const std::lock_guard lock(mutex_);
    CHECK(bytes <= taken_, "no more is given back than was taken");
    taken_ -= bytes;
    taken = taken_;
  }
  // The C library keeps what was freed for the next package, which is seldom as large; without
  // need, asking the system for it again costs more than keeping it.
  const std::size_t much_held = bytes_ / 6 * 7;
  const std::size_t little = bytes_ / kSmallest;
  const std::size_t beside = bytes_ / 2;  // by all that takes no room
  const std::size_t held = bytes > little ? ResidentBytes() : 0;
  if (held > much_held && (IsGiant(bytes) || held > taken + beside)) GiveBackFreeMemory();
  changed_.notify_all();
}

bool IsGiant(std::size_t room) {
  return room > limits::kWorkBytes / 8;
}

std::size_t RoomFor(const Contents& contents) {
  std::size_t room = contents.unpacked_bytes;  // other files take no more than they are
  for (const ContentFile& file : contents.files) {
    if (facts::ClassOf(file.path) == facts::FileClass::kCode)
      room += file.bytes.size() * (IsDense(file.bytes) ? kPerByteOfDenseCode : kPerByteOfCode);
  }
  return std::min(room, kMost);
}

std::size_t RoomToCompare(std::size_t now, Bytes before) {
  return std::min(now + (1 + kPerByteOfDenseCode) * formats::Unzipper::ClaimedSize(before), kMost);
}

std::size_t MostRoom() {
  return kMost;
}

bool MayTakeMostRoom(std::size_t unpacked) {
  return unpacked > kMost / (1 + kPerByteOfDenseCode);
}

std::size_t RoomToUnpack(Bytes tarball) {
  const std::size_t claimed = formats::Unzipper::ClaimedSize(tarball);
  // Found out after it was unpacked that there is no room for its code, it would be unpacked twice.
  return MayTakeMostRoom(claimed) ? kMost : tarball.size() + claimed;
}

}  // namespace scan
