#include "model/semver.h"

#include <gtest/gtest.h>

#include <array>

#include "base/limits.h"

namespace {

constexpr VersionRange::Options kLoose{.mode = SemVerMode::kLoose};
constexpr VersionRange::Options kAllPrereleases{.prereleases =
                                                    VersionRange::Options::Prereleases::kAll};

std::string Shown(std::string_view range, VersionRange::Options options = {}) {
  const auto parsed = VersionRange::Parse(range, options);
  return parsed ? "[" + parsed->ToString() + "]" : "refused";
}

bool Intersect(std::string_view a, std::string_view b) {
  return VersionRange::Parse(a)->Intersects(*VersionRange::Parse(b));
}

}  // namespace

TEST(Version, ReadsStrictlyAndLoosely) {
  EXPECT_EQ(Version::Parse("1.2.3-rc.1+build.5")->ToString(), "1.2.3-rc.1");
  EXPECT_EQ(Version::Parse("1.2.3-rc.1+build.5")->build, "build.5");
  EXPECT_EQ(Version::Parse(" v1.2.3 ")->ToString(), "1.2.3");
  for (const char* wrong : {"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-01", "1.2.3-", "=1.2.3",
                            "1.2.3beta", "1.2.3+", "1.2.9007199254740992", "x.2.3"}) {
    EXPECT_EQ(Version::Parse(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(Version::Parse("v = 01.2.3beta.04", SemVerMode::kLoose)->ToString(), "1.2.3-beta.4");
  EXPECT_EQ(Version::Parse("1.2.3-", SemVerMode::kLoose)->ToString(), "1.2.3--");
  EXPECT_EQ(Version::Parse("1.2.3-" + std::string(251, 'a')), std::nullopt);
  EXPECT_TRUE(Version::Parse("1.2.3-" + std::string(250, 'a')).has_value());
}

TEST(Version, IsOrderedByPrecedence) {
  // Section 11.4.4 of the specification, and numbers beyond 64 bits.
  constexpr std::array kAscending = {"1.0.0-alpha",
                                     "1.0.0-alpha.1",
                                     "1.0.0-alpha.beta",
                                     "1.0.0-beta",
                                     "1.0.0-beta.2",
                                     "1.0.0-beta.11",
                                     "1.0.0-beta.11.0",
                                     "1.0.0-beta.99999999999999999999",
                                     "1.0.0-rc.1",
                                     "1.0.0",
                                     "1.0.1-0",
                                     "1.0.1",
                                     "1.9.0",
                                     "1.10.0",
                                     "2.0.0"};
  for (std::size_t i = 0; i < kAscending.size(); ++i) {
    for (std::size_t k = 0; k < kAscending.size(); ++k) {
      EXPECT_EQ(*Version::Parse(kAscending[i]) <=> *Version::Parse(kAscending[k]), i <=> k)
          << kAscending[i] << " " << kAscending[k];
    }
  }
  EXPECT_EQ(*Version::Parse("1.0.0+a"), *Version::Parse("1.0.0+b"));
}

TEST(VersionRange, ShowsItselfInComparators) {
  EXPECT_EQ(Shown("^1.2.3"), "[>=1.2.3 <2.0.0-0]");
  EXPECT_EQ(Shown("^0.2.3 || ~1.2 || 3.x"),
            "[>=0.2.3 <0.3.0-0||>=1.2.0 <1.3.0-0||>=3.0.0 <4.0.0-0]");
  EXPECT_EQ(Shown("^0.0.3"), "[>=0.0.3 <0.0.4-0]");
  EXPECT_EQ(Shown(" >  1.2   <= 2 "), "[>=1.3.0 <3.0.0-0]");
  EXPECT_EQ(Shown("1.2 - 2.3.4"), "[>=1.2.0 <=2.3.4]");
  EXPECT_EQ(Shown("1.2.3 - 2"), "[>=1.2.3 <3.0.0-0]");
  EXPECT_EQ(Shown("1.2.3+build"), "[1.2.3]");
  EXPECT_EQ(Shown("^1 * || 2"), "[>=1.0.0 <2.0.0-0||>=2.0.0 <3.0.0-0]");
  EXPECT_EQ(Shown("1.2.3 || *"), "[]");
  EXPECT_EQ(Shown(""), "[]");
  EXPECT_EQ(Shown("<0 >5"), "[<0.0.0-0]");
  EXPECT_EQ(Shown("1.x", kAllPrereleases), "[>=1.0.0-0 <2.0.0-0]");
  EXPECT_EQ(Shown("latest"), "refused");
  EXPECT_EQ(Shown("1.2.3 foo"), "refused");
  EXPECT_EQ(Shown("1.2.3 foo", kLoose), "[1.2.3]");
  EXPECT_EQ(Shown("^9007199254740991.0.0"), "refused");
}

TEST(VersionRange, TakesAPrereleaseOnlyWhenItIsNamed) {
  const auto contains = [](std::string_view range, std::string_view version,
                           VersionRange::Options options = {}) {
    return VersionRange::Parse(range, options)->Contains(*Version::Parse(version));
  };
  EXPECT_TRUE(contains("^1.2.3-rc.1", "1.2.3-rc.2"));
  EXPECT_FALSE(contains("^1.2.3-rc.1", "1.2.4-rc.2"));
  EXPECT_FALSE(contains("*", "1.2.4-rc.2"));
  EXPECT_TRUE(contains("*", "1.2.4-rc.2", kAllPrereleases));
  EXPECT_FALSE(contains("^1.2.3", "2.0.0-rc.1", kAllPrereleases));
}

TEST(VersionRange, KnowsWhatMeetsAndWhatLiesOutside) {
  EXPECT_TRUE(Intersect("^1.2.0", "1.5 || 3"));
  EXPECT_FALSE(Intersect("<1.5.0", ">=1.5.0"));
  EXPECT_FALSE(Intersect(">2 <1", "*"));
  const auto range = VersionRange::Parse("1.2.x || 3.x");
  EXPECT_TRUE(range->IsBelow(*Version::Parse("4.0.0")));
  EXPECT_FALSE(range->IsBelow(*Version::Parse("2.0.0")));
  EXPECT_TRUE(range->IsAbove(*Version::Parse("1.1.9")));
}

TEST(VersionRange, IsBounded) {
  const std::string blank_filled = "1.2.3" + std::string(limits::kVersionRangeBytes - 5, ' ');
  EXPECT_EQ(Shown(blank_filled), "[1.2.3]");
  EXPECT_EQ(Shown(blank_filled + " "), "refused");
  std::string many = "1.0.0";
  for (std::size_t i = 1; i < limits::kVersionRangeComparators; ++i) {
    many += "||" + std::to_string(i) + ".0.0";
  }
  EXPECT_NE(Shown(many), "refused");
  EXPECT_EQ(Shown(many + "||0.0.1"), "refused");
}

TEST(Satisfies, ReadsBothSidesAsNpmDoes) {
  EXPECT_TRUE(Satisfies("v1.2.3", ">=01.2.0 junk"));
  EXPECT_FALSE(Satisfies("1.2.3", "next"));
  EXPECT_FALSE(Satisfies("", "*"));
}
