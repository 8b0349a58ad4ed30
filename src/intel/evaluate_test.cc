#include "intel/evaluate.h"

#include <gtest/gtest.h>

#include "intel/version_order.h"

namespace intel {
namespace {

using enum EventKind;

Affected Semver(std::vector<RangeEvent> events, std::vector<std::string> versions = {}) {
  return {.ecosystem = "npm",
          .name = "a",
          .ranges = {{.type = RangeType::kSemver, .events = std::move(events)}},
          .versions = std::move(versions)};
}

TEST(Evaluate, FollowsTheEventsInTheOrderOfTheirVersions) {
  const Affected affected = Semver({{kFixed, "2.5.0"},
                                    {kIntroduced, "2.0.0"},
                                    {kFixed, "1.1.0"},
                                    {kIntroduced, "1.0.0"},
                                    {kIntroduced, "4.0.0-rc.1"},
                                    {kLastAffected, "4.2.0"}});
  const auto holds = [&](const char* version) { return Evaluate(affected, version).in_range; };
  EXPECT_FALSE(holds("0.9.9"));
  EXPECT_TRUE(holds("1.0.0"));
  EXPECT_TRUE(holds("1.1.0-alpha")) << "a prerelease of the fix is not fixed";
  EXPECT_FALSE(holds("1.1.0"));
  EXPECT_FALSE(holds("2.0.0-beta"));
  EXPECT_TRUE(holds("2.4.99"));
  EXPECT_FALSE(holds("2.5.0+build"));
  EXPECT_TRUE(holds("4.0.0-rc.2"));
  EXPECT_TRUE(holds("4.2.0"));
  EXPECT_FALSE(holds("4.2.1"));
  EXPECT_EQ(Evaluate(affected, "2.1.0").fixed, std::vector<std::string>{"2.5.0"});
  EXPECT_TRUE(Evaluate(affected, "4.1.0").fixed.empty());
}

TEST(Evaluate, TakesZeroAsBeforeEverything) {
  EXPECT_TRUE(Evaluate(Semver({{kIntroduced, "0"}}), "0.0.0-a").in_range);
  EXPECT_TRUE(Evaluate(Semver({{kIntroduced, "0"}, {kFixed, "1.0"}}), "0.9.0").in_range);
  EXPECT_FALSE(Evaluate(Semver({{kIntroduced, "0"}, {kFixed, "1.0"}}), "1.0.0").in_range);
  EXPECT_FALSE(Evaluate(Semver({{kFixed, "1.0.0"}}), "0.5.0").in_range) << "nothing introduced it";
}

TEST(Evaluate, StopsAtLimits) {
  const Affected limited = Semver({{kIntroduced, "1.0.0"}, {kLimit, "2.0.0"}, {kLimit, "1.5.0"}});
  EXPECT_TRUE(Evaluate(limited, "1.9.0").in_range) << "below one of the limits is enough";
  EXPECT_FALSE(Evaluate(limited, "2.0.0").in_range);
  EXPECT_TRUE(Evaluate(Semver({{kIntroduced, "1.0.0"}, {kLimit, "*"}}), "9.0.0").in_range);
}

TEST(Evaluate, TakesVersionsByTheirText) {
  const Affected listed{.ecosystem = "npm", .name = "a", .versions = {"1.0.0", "weird"}};
  EXPECT_TRUE(Evaluate(listed, "weird").listed);
  EXPECT_FALSE(Evaluate(listed, "1.0.1").affected());
}

TEST(Evaluate, LeavesWhatItCannotOrderUndecided) {
  Affected debian{.ecosystem = "Debian:11",
                  .name = "a",
                  .ranges = {{.type = RangeType::kEcosystem, .events = {{kIntroduced, "0"}}}}};
  EXPECT_TRUE(Evaluate(debian, "1:2.3-4").undecided);
  debian.versions = {"1:2.3-4"};
  EXPECT_TRUE(Evaluate(debian, "1:2.3-4").listed);
  EXPECT_TRUE(Evaluate(Semver({{kIntroduced, "0"}}), "not a version").undecided);
  EXPECT_TRUE(Evaluate(Semver({{kIntroduced, "nonsense"}}), "1.0.0").undecided);
}

TEST(Evaluate, KnowsOfCommitsOnlyWhatIsNamed) {
  const Affected git{.ecosystem = "GIT",
                     .name = "host.example/o/r",
                     .ranges = {{.type = RangeType::kGit,
                                 .repository = "https://host.example/o/r",
                                 .events = {{kIntroduced, "aa"}, {kFixed, "bb"}}}}};
  EXPECT_TRUE(Evaluate(git, "aa").in_range);
  EXPECT_FALSE(Evaluate(git, "bb").in_range);
  EXPECT_FALSE(Evaluate(git, "bb").undecided);
  EXPECT_TRUE(Evaluate(git, "cc").undecided);
}

TEST(Evaluate, SeesTheConflictOfVersionsAndAnOpenRange) {
  const Affected both = Semver({{kIntroduced, "0"}}, {"1.0.1"});
  EXPECT_FALSE(IsConflict(both, Evaluate(both, "1.0.1")));
  const Evaluation other = Evaluate(both, "1.0.0");
  EXPECT_TRUE(other.affected()) << "the specification says affected";
  EXPECT_TRUE(IsConflict(both, other));
  const Affected closed = Semver({{kIntroduced, "0"}, {kFixed, "2.0.0"}}, {"1.0.1"});
  EXPECT_FALSE(IsConflict(closed, Evaluate(closed, "1.0.0")));
  const Affected open = Semver({{kIntroduced, "0"}});
  EXPECT_FALSE(IsConflict(open, Evaluate(open, "1.0.0")));
}

// PEP 440, "Summary of permitted suffixes and relative ordering", and its examples.
TEST(PythonVersion, OrdersAsPep440Does) {
  const std::vector<const char*> ascending = {
      "1.dev456",      "1.0a1",         "1.0a2.dev456", "1.0a12.dev456",
      "1.0a12",        "1.0b1.dev456",  "1.0b2",        "1.0b2.post345.dev456",
      "1.0b2.post345", "1.0rc1.dev456", "1.0rc1",       "1.0",
      "1.0+abc.5",     "1.0+abc.7",     "1.0+5",        "1.0.post456.dev34",
      "1.0.post456",   "1.0.15",        "1.1.dev1",     "1!0.1"};
  for (std::size_t i = 0; i + 1 < ascending.size(); ++i) {
    const auto a = PythonVersion::Parse(ascending[i]);
    const auto b = PythonVersion::Parse(ascending[i + 1]);
    ASSERT_TRUE(a && b) << ascending[i] << " " << ascending[i + 1];
    EXPECT_LT(*a, *b) << ascending[i] << " < " << ascending[i + 1];
  }
  for (const auto& [a, b] :
       std::vector<std::pair<const char*, const char*>>{{"1.0", "1.0.0"},
                                                        {"v1.0", "1.0"},
                                                        {"1.0-1", "1.0.post1"},
                                                        {"1.0.ALPHA.1", "1.0a1"},
                                                        {"1.0c1", "1.0rc1"},
                                                        {"1.0.r4", "1.0.post4"},
                                                        {"1.0a", "1.0a0"},
                                                        {"01.0", "1.0"}}) {
    EXPECT_EQ(PythonVersion::Parse(a), PythonVersion::Parse(b)) << a << " = " << b;
  }
  for (const char* none : {"", "abc", "1.0-", "1.0+", "1..0", "1.0x1", "french toast"})
    EXPECT_FALSE(PythonVersion::Parse(none).has_value()) << none;
}

TEST(Evaluate, OrdersPythonRanges) {
  const Affected affected{
      .ecosystem = "PyPI",
      .name = "a",
      .ranges = {{.type = RangeType::kEcosystem, .events = {{kIntroduced, "0"}, {kFixed, "2.0"}}}}};
  EXPECT_TRUE(Evaluate(affected, "2.0rc1").in_range);
  EXPECT_FALSE(Evaluate(affected, "2.0.0").in_range);
}

}  // namespace
}  // namespace intel
