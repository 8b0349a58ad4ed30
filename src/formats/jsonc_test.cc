#include "formats/jsonc.h"

#include <gtest/gtest.h>

namespace formats::jsonc {
namespace {

/// The offsets of all numbers in a flat list, or where the text is wrong.
std::string Offsets(std::string_view text) {
  const auto parsed = Parse(text);
  if (!parsed) return "wrong at " + std::to_string(parsed.error().offset);
  std::string offsets;
  for (const json::Value& value : parsed->root().Elements())
    offsets += std::to_string(value.offset()) + " ";
  return offsets;
}

}  // namespace

TEST(Jsonc, PassesOverCommentsAndLastCommas) {
  EXPECT_EQ(Offsets("[1, 2,]"), "1 4 ");
  EXPECT_EQ(Offsets("[1, // one,\n2 /* two ] */ , ]"), "1 12 ");
  EXPECT_EQ(Parse("{\"a,]\": \"//x\\\",}\", }")->root().AsObject()->FindString("a,]"), "//x\",}");
  EXPECT_EQ(Offsets("[[],{},]"), "1 4 ");
}

TEST(Jsonc, StaysStrictOtherwise) {
  EXPECT_EQ(Offsets("[,]"), "wrong at 1");
  EXPECT_EQ(Offsets("[1,,]"), "wrong at 3");
  EXPECT_EQ(Offsets("[1 /* never ends"), "wrong at 3");
  EXPECT_EQ(Offsets("[1, 2,] x"), "wrong at 8");
  EXPECT_EQ(Offsets("[1, /"), "wrong at 4");
}

}  // namespace formats::jsonc
