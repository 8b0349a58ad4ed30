#include "scan/reading_order.h"

#include <gtest/gtest.h>

namespace scan {
namespace {

using Items = std::vector<std::size_t>;

constexpr std::uint64_t kMega = 1 << 20;

TEST(ReadingOrder, WhatIsFetchedThenTheLargestThenWhatIsComparedThenTheRest) {
  EXPECT_EQ(ReadingOrder({{.item = 0, .cached_bytes = 10},
                          {.item = 1, .cached_bytes = 2 * kMega},
                          {.item = 2, .cached_bytes = 5 * kMega, .compared = true},
                          {.item = 3},
                          {.item = 4, .cached_bytes = 20, .compared = true},
                          {.item = 5, .cached_bytes = 3 * kMega},
                          {.item = 6, .cached_bytes = 30}}),
            Items({3, 5, 1, 2, 4, 6, 0}));
}

TEST(ReadingOrder, SoManyOfTheLargestAheadAsAreAskedFor) {
  const std::vector<ToRead> waiting = {{.item = 0, .cached_bytes = 2 * kMega},
                                       {.item = 1},
                                       {.item = 2, .cached_bytes = 4 * kMega},
                                       {.item = 3, .cached_bytes = 3 * kMega},
                                       {.item = 4, .cached_bytes = 10}};
  EXPECT_EQ(ReadingOrder(waiting, 2), Items({2, 3, 1, 0, 4}));
  EXPECT_EQ(ReadingOrder(waiting, 9), Items({2, 3, 0, 1, 4}));
  EXPECT_EQ(ReadingOrder({{.item = 0}, {.item = 1, .cached_bytes = 10}}, 1), Items({0, 1}));
}

TEST(ReadingOrder, EqualOnesInTheirOwnOrder) {
  EXPECT_EQ(ReadingOrder({{.item = 2, .cached_bytes = 10},
                          {.item = 0, .cached_bytes = 10},
                          {.item = 4},
                          {.item = 1}}),
            Items({1, 4, 0, 2}));
  EXPECT_EQ(ReadingOrder({}), Items({}));
}

}  // namespace
}  // namespace scan
