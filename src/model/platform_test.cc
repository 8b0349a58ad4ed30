#include "model/platform.h"

#include <gtest/gtest.h>

namespace {

const Platform kHere{.os = "linux", .cpu = "x64", .libc = "glibc"};

std::vector<Untrusted> Names(std::initializer_list<const char*> names) {
  std::vector<Untrusted> list;
  for (const char* const name : names) list.emplace_back(name);
  return list;
}

bool FitsOs(std::initializer_list<const char*> names) {
  return Fits({.os = Names(names), .cpu = {}, .libc = {}}, kHere);
}

// npm's own rules: npm-install-checks, `checkList`.
TEST(Platform, ListsOfNames) {
  EXPECT_TRUE(FitsOs({}));
  EXPECT_TRUE(FitsOs({"any"}));
  EXPECT_TRUE(FitsOs({"darwin", "linux"}));
  EXPECT_FALSE(FitsOs({"darwin"}));
  EXPECT_FALSE(FitsOs({"Linux"}));
  EXPECT_FALSE(FitsOs({"any", "darwin"})) << "`any` means any only alone";
}

TEST(Platform, NamesThatAreRefused) {
  EXPECT_TRUE(FitsOs({"!win32"}));
  EXPECT_TRUE(FitsOs({"!win32", "!darwin"}));
  EXPECT_FALSE(FitsOs({"!linux"}));
  EXPECT_FALSE(FitsOs({"linux", "!linux"}));
  EXPECT_FALSE(FitsOs({"darwin", "!win32"})) << "of those that are named one must be ours";
}

TEST(Platform, EveryListMustFit) {
  EXPECT_TRUE(Fits({Names({"linux"}), Names({"x64"}), Names({"glibc"})}, kHere));
  EXPECT_FALSE(Fits({Names({"linux"}), Names({"arm64"}), Names({"glibc"})}, kHere));
  EXPECT_FALSE(Fits({Names({"linux"}), Names({"x64"}), Names({"musl"})}, kHere));
  const Platform mac{.os = "darwin", .cpu = "arm64", .libc = {}};
  EXPECT_FALSE(Fits({{}, {}, Names({"!musl"})}, mac)) << "no C libraries to choose from";
}

TEST(Platform, ThisOneHasAName) {
  EXPECT_FALSE(ThisPlatform().os.empty());
  EXPECT_FALSE(ThisPlatform().cpu.empty());
  EXPECT_TRUE(Fits({}, ThisPlatform()));
}

}  // namespace
