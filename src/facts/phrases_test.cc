#include "facts/phrases.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace facts {
namespace {

TEST(PhraseFinder, FindsTheFirstOfThePhrasesWhereverItStands) {
  static constexpr auto kPhrases = std::to_array<std::string_view>({"abcab", "cabbage", "bca"});
  const PhraseFinder finder(kPhrases);
  const auto show = [&](std::string_view text) {
    const auto found = finder.Find(text);
    return found ? std::to_string(found->phrase) + "@" + std::to_string(found->at) : "";
  };
  EXPECT_EQ(show(""), "");
  EXPECT_EQ(show("ab"), "");
  EXPECT_EQ(show("bca"), "2@0");
  EXPECT_EQ(show("xxbcabca"), "2@2");
  EXPECT_EQ(show("bca cabbage"), "1@4");
  EXPECT_EQ(show("cabbage abcab abcab"), "0@8");
  EXPECT_EQ(show("cabbag"), "");
}

TEST(PhraseFinder, GoesOnFromPlaceToPlace) {
  static constexpr auto kPhrases = std::to_array<std::string_view>({"aab", "aabb", "aba"});
  const PhraseFinder finder(kPhrases);
  const std::string_view text = "aabba abaabb";
  std::string found;
  for (auto one = finder.Next(text, 0); one; one = finder.Next(text, one->at + 1))
    found += std::to_string(one->phrase) + "@" + std::to_string(one->at) + " ";
  EXPECT_EQ(found, "0@0 2@6 0@8 ");
  EXPECT_FALSE(finder.Next(text, text.size()));
}

/// Beside a search for each of them, in texts of few letters and thus many near misses.
TEST(PhraseFinder, AgreesWithOneSearchForEach) {
  std::mt19937 random(7);
  const auto word = [&](std::size_t least, std::size_t most) {
    std::string text(least + random() % (most - least + 1), 'a');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    return text;
  };
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < 1 + random() % 4; ++i) words.push_back(word(3, 9));
    const std::vector<std::string_view> phrases(words.begin(), words.end());
    const std::string text = word(0, 60);
    const auto found = PhraseFinder(phrases).Find(text);
    std::size_t i = 0;
    while (i < phrases.size() && text.find(phrases[i]) == std::string::npos) ++i;
    ASSERT_EQ(found.has_value(), i < phrases.size()) << text;
    if (!found) continue;
    EXPECT_EQ(found->phrase, i);
    EXPECT_EQ(found->at, text.find(phrases[i]));
  }
}

}  // namespace
}  // namespace facts
