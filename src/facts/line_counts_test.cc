#include "facts/line_counts.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace facts {
namespace {

TEST(LineCounts, AgreeWithATableOfAllLines) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    // Lines of every length, in texts around the borders of what is counted at once.
    const std::size_t longest = std::size_t{1} << random() % 12;
    const std::size_t size = random() % 2 == 0 ? random() % 200 : 960 + random() % 2200;
    std::string text;
    while (text.size() < size) {
      const std::size_t kind = random() % longest;
      text += kind == 0 ? '\n' : kind == 1 ? '\r' : kind % 8 == 2 ? '\xC3' : 'a';
      if (text.back() == '\xC3') text += '\xA9';
      if (text.back() == '\r' && random() % 2 == 0) text += '\n';
    }
    const LineTable table(text);
    const LineCounts counts(text);
    for (std::uint32_t offset = 0; offset <= text.size() + 2; ++offset)
      ASSERT_EQ(counts.Find(text, offset), table.Find(text, offset)) << round << " at " << offset;
  }
}

}  // namespace
}  // namespace facts
