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

TEST(WorkRoomTest, GuessesNeverSoMuchThatNothingFitsBeside) {
  EXPECT_EQ(RoomFor(1000), 5000U);
  EXPECT_LT(RoomFor(limits::kArchiveUnpackedBytes), limits::kWorkBytes);
  EXPECT_LE(RoomFor(limits::kArchiveUnpackedBytes) + RoomFor(8 * limits::kMiB), limits::kWorkBytes);
}

}  // namespace
}  // namespace scan
