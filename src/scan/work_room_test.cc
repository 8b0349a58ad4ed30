#include "scan/work_room.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/limits.h"

namespace scan {
namespace {

TEST(WorkRoomTest, LetsInWhatFits) {
  WorkRoom room(100);
  EXPECT_TRUE(room.TryTake(60));
  EXPECT_TRUE(room.TryTake(40));
  EXPECT_FALSE(room.TryTake(1));
  room.GiveBack(40);
  EXPECT_TRUE(room.TryTake(1));
}

TEST(WorkRoomTest, LetsAGiantInAlone) {
  WorkRoom room(100);
  EXPECT_TRUE(room.TryTake(1000));
  EXPECT_FALSE(room.TryTake(1));
  room.GiveBack(1000);
  EXPECT_TRUE(room.TryTake(1));
  EXPECT_FALSE(room.TryTake(1000));
}

TEST(WorkRoomTest, WaitsUntilThereIsRoom) {
  WorkRoom room(100);
  room.Take(80);
  std::thread other([&] {
    room.Take(50);
    room.GiveBack(50);
  });
  room.GiveBack(80);
  other.join();
  EXPECT_TRUE(room.TryTake(100));
}

TEST(WorkRoomTest, RaisesWhatWasTakenWhereItFits) {
  WorkRoom room(100);
  ASSERT_TRUE(room.TryTake(30));
  ASSERT_TRUE(room.TryTake(40));
  EXPECT_FALSE(room.TryRaise(30, 61));
  EXPECT_TRUE(room.TryRaise(30, 60));
  EXPECT_FALSE(room.TryTake(1));
  room.GiveBack(60);
  EXPECT_TRUE(room.TryRaise(40, 1000)) << "alone, a giant goes on";
  room.GiveBack(1000);
  EXPECT_TRUE(room.TryTake(100));
}

Contents Files(std::initializer_list<std::pair<const char*, std::size_t>> files) {
  Contents contents;
  for (const auto& [path, size] : files) {
    contents.storage.emplace_back(size);
    contents.files.push_back({.path = path, .bytes = contents.storage.back()});
    contents.unpacked_bytes += size;
  }
  return contents;
}

TEST(WorkRoomTest, GuessesByWhatIsCode) {
  EXPECT_EQ(RoomFor(Files({{"a.node", 1000}})), 1000U);
  EXPECT_EQ(RoomFor(Files({{"a.node", 1000}, {"a.js", 100}})), 1100U + 600U);
}

TEST(WorkRoomTest, GuessesNeverSoMuchThatNothingFitsBeside) {
  Contents giant;
  giant.unpacked_bytes = limits::kArchiveUnpackedBytes;
  EXPECT_LT(RoomFor(giant), limits::kWorkBytes);
  EXPECT_LE(RoomFor(giant) + RoomFor(Files({{"a.js", 4 * limits::kMiB}})), limits::kWorkBytes);
}

}  // namespace
}  // namespace scan
