#include "base/crew.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <latch>
#include <thread>

namespace {

TEST(Crew, HelpersShareWhatOneHasToDo) {
  constexpr unsigned kHands = 3;
  Crew crew(kHands);
  std::atomic<bool> finished{false};
  const auto help = [&] { crew.HelpUntil([&] { return finished.load(); }); };
  const std::jthread one(help);
  const std::jthread other(help);
  // None of the first three ends before all have begun, so three threads do them.
  std::latch begun(kHands);
  std::array<std::atomic<int>, kHands> busy{};
  std::vector<std::atomic<int>> seen(1000);
  crew.Run(seen.size(), [&](std::size_t index, unsigned hand) {
    ASSERT_LT(hand, kHands);
    EXPECT_EQ(busy.at(hand).fetch_add(1), 0) << "two at once with one hand";
    if (index < kHands) begun.arrive_and_wait();
    ++seen[index];
    --busy.at(hand);
  });
  for (const auto& count : seen) EXPECT_EQ(count, 1);
  finished = true;
  crew.Wake();
}

TEST(Crew, HelpDoesWhatIsThereAndDoesNotWait) {
  Crew crew(2);
  crew.Help();  // nothing is there
  std::latch begun(2);
  std::latch helped(1);
  std::atomic<int> by_helper{0};
  std::jthread runner([&] {
    crew.Run(8, [&](std::size_t index, unsigned hand) {
      if (index < 2) begun.arrive_and_wait();  // one for each thread
      if (hand == 0) helped.wait();            // and the rest for the helper
      if (hand != 0) ++by_helper;
    });
  });
  while (by_helper < 7) crew.Help();
  helped.count_down();
  runner.join();
  EXPECT_EQ(by_helper, 7);
  crew.Help();
}

TEST(Crew, AloneItDoesAllItself) {
  Crew crew(1);
  int done = 0;
  crew.Run(10, [&](std::size_t index, unsigned hand) {
    EXPECT_EQ(hand, 0U);
    EXPECT_EQ(index, static_cast<std::size_t>(done++));
  });
  EXPECT_EQ(done, 10);
}

TEST(Crew, WhoWaitsIsWokenByWhatChanged) {
  Crew crew(2);
  std::atomic<int> level{0};
  const std::jthread waiter([&] {
    crew.HelpUntil([&] { return level >= 1; });
    level = 2;
  });
  level = 1;
  crew.Wake();
  while (level < 2) std::this_thread::yield();
}

}  // namespace
