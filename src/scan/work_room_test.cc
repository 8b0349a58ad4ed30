#include "scan/work_room.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/limits.h"
#include "formats/gzip.h"

namespace scan {
namespace {

TEST(WorkRoomTest, LetsInWhatFits) {
  WorkRoom room(100);
  EXPECT_TRUE(room.TryTake(60));
  EXPECT_TRUE(room.TryTake(40));
  EXPECT_FALSE(room.TryTake(2));
  room.GiveBack(40);
  EXPECT_TRUE(room.TryTake(2));
}

TEST(WorkRoomTest, LetsNoThreadWaitForVeryLittle) {
  WorkRoom room(640);
  EXPECT_TRUE(room.TryTake(640));
  EXPECT_FALSE(room.TryTake(11));
  EXPECT_TRUE(room.TryTake(10));
}

TEST(WorkRoomTest, CountsWhatIsHeldBeside) {
  std::size_t beside = 30;
  WorkRoom room(100, [&] { return beside; });
  EXPECT_TRUE(room.TryTake(50));
  EXPECT_FALSE(room.TryTake(21));
  EXPECT_TRUE(room.TryTake(10));
  EXPECT_FALSE(room.TryRaise(10, 21));
  beside = 0;
  EXPECT_TRUE(room.TryRaise(10, 21));
  EXPECT_TRUE(room.TryTake(29));
}

TEST(WorkRoomTest, LetsAGiantInAlone) {
  WorkRoom room(100);
  EXPECT_TRUE(room.TryTake(1000));
  EXPECT_FALSE(room.TryTake(2));
  room.GiveBack(1000);
  EXPECT_TRUE(room.TryTake(2));
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
  EXPECT_FALSE(room.TryTake(2));
  EXPECT_TRUE(room.IsMostlyTaken());
  room.GiveBack(60);
  EXPECT_FALSE(room.IsMostlyTaken());
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
  EXPECT_EQ(RoomFor(Files({{"a.node", 1000}, {"a.js", 100}})), 1100U + 500U);
}

TEST(WorkRoomTest, GuessesMoreForLargeFilesOfLongLines) {
  Contents contents = Files({{"a.js", limits::kMiB}});
  EXPECT_EQ(RoomFor(contents), 10 * limits::kMiB);
  for (std::size_t i = 0; i < limits::kMiB; i += 80) contents.storage.front()[i] = '\n';
  EXPECT_EQ(RoomFor(contents), 6 * limits::kMiB);
}

TEST(WorkRoomTest, GuessesAtOnceThatAGiantMayBeCode) {
  const auto claims = [](std::size_t size) {
    ByteVector tarball = formats::Gzip(AsBytes("x"));
    for (std::size_t i = 0; i < 4; ++i)
      tarball[tarball.size() - 4 + i] = static_cast<std::uint8_t>(size >> (8 * i));
    return tarball;
  };
  const ByteVector small = claims(limits::kMiB);
  EXPECT_EQ(RoomToUnpack(small), small.size() + limits::kMiB);
  Contents giant;
  giant.unpacked_bytes = limits::kArchiveUnpackedBytes;
  EXPECT_EQ(RoomToUnpack(claims(limits::kWorkBytes / 4)), RoomFor(giant));
  EXPECT_EQ(RoomFor(giant), MostRoom());
  EXPECT_TRUE(MayTakeMostRoom(limits::kWorkBytes / 4));
  EXPECT_FALSE(MayTakeMostRoom(limits::kMiB));
  EXPECT_EQ(RoomToCompare(5, small), 5 + 10 * limits::kMiB);
  EXPECT_EQ(RoomToCompare(5, claims(limits::kWorkBytes)), RoomFor(giant));
}

TEST(WorkRoomTest, GuessesNeverSoMuchThatNothingFitsBeside) {
  Contents giant;
  giant.unpacked_bytes = limits::kArchiveUnpackedBytes;
  EXPECT_LT(RoomFor(giant), limits::kWorkBytes);
  EXPECT_LE(RoomFor(giant) + RoomFor(Files({{"a.js", 2 * limits::kMiB}})), limits::kWorkBytes);
}

}  // namespace
}  // namespace scan
