#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "model/trust_limits.h"
#include "scan/attribution/read_profile.h"
#include "scan/attribution/resemble.h"

namespace scan {
namespace {

std::vector<Profile> AllProfiles() {
  std::vector<Profile> profiles;
  for (const std::string_view text : BuiltInProfiles()) {
    auto profile = ReadProfile(text);
    EXPECT_TRUE(profile) << profile.error().message;
    if (profile) profiles.push_back(*std::move(profile));
  }
  return profiles;
}

Fact Of(FactKind kind, std::vector<std::pair<std::string, std::string>> values) {
  Fact fact{.kind = kind};
  fact.evidence.file = Untrusted("registry/x@1.0.0");
  for (auto& [key, text] : values) fact.values.push_back({key, Untrusted(text)});
  return fact;
}

const Fact kArmed = Of(FactKind::kPublishArmed, {{"command", "node setup.cjs"}, {"hours", "18"}});
const Fact kManifestOnly = Of(FactKind::kChangeManifestOnly, {});
const Fact kClone =
    Of(FactKind::kPublishIdentityClaim, {{"claims", "dayjs"}, {"publisher-shared", "no"}});
const Fact kServer = Of(FactKind::kCodeNetSend, {{"host", "23.254.164.92"}});
const Fact kMarker = Of(FactKind::kCodeFileWrite, {{"path", "/tmp/.pkg_history"}});
const Fact kVerb = Of(FactKind::kCodeEval, {{"text", "peinject"}});

/// "cluster likeness strong+medium" of the first.
std::string First(Facts facts) {
  Sort(facts);
  const auto all = Resemble(AllProfiles(), facts);
  return all.front().profile.id + " " + std::string(NameOf(all.front().likeness)) + " " +
         std::to_string(all.front().strong) + "+" + std::to_string(all.front().medium);
}

TEST(Profiles, AreWhole) {
  const auto profiles = AllProfiles();
  ASSERT_GE(profiles.size(), 4U);
  for (const Profile& profile : profiles) {
    EXPECT_FALSE(profile.aliases.empty()) << profile.id;
    EXPECT_FALSE(profile.hunt.empty()) << profile.id;
    EXPECT_FALSE(profile.techniques.empty()) << profile.id;
    EXPECT_FALSE(profile.attack_version.empty()) << profile.id;
    for (const std::string& excluded : profile.excludes)
      EXPECT_TRUE(std::any_of(profiles.begin(), profiles.end(), [&](const Profile& other) {
        return other.id == excluded;
      })) << excluded;
  }
}

TEST(Resemblance, CountsIndependentFeaturesAndNeverSaysMoreThanLikely) {
  EXPECT_EQ(First({kArmed, kManifestOnly}), "sapphire-sleet resembles 0+3");  // setup.cjs too
  EXPECT_EQ(First({kArmed, kManifestOnly, kClone}), "sapphire-sleet resembles 0+4");
  EXPECT_EQ(First({kServer}), "sapphire-sleet related 1+0");
  EXPECT_EQ(First({kServer, kMarker}), "sapphire-sleet likely 2+0");
  EXPECT_EQ(First({kServer, kMarker, kVerb, kArmed, kManifestOnly, kClone}),
            "sapphire-sleet likely 3+4");
}

TEST(Resemblance, OfWeakFeaturesAloneIsNone) {
  const std::string first =
      First({Of(FactKind::kCodeTlsOff, {}), Of(FactKind::kCodeSystemRead, {})});
  EXPECT_NE(first.find("no resemblance"), std::string::npos) << first;
  EXPECT_NE(First({}).find("no resemblance 0+0"), std::string::npos);
}

TEST(Resemblance, TellsWhatWasSeenWhatWasNotAndWhatSpeaksAgainst) {
  const auto all = Resemble(AllProfiles(), {kServer});
  const Resemblance& first = all.front();
  ASSERT_EQ(first.matched.size(), 1U);
  EXPECT_EQ(first.profile.features[first.matched.front().feature].id, "servers");
  EXPECT_EQ(first.matched.front().seen.View(), "23[.]254[.]164[.]92");
  EXPECT_EQ(first.missing.size() + 1, first.profile.features.size());
  Facts worm = {Of(FactKind::kCodeRuntimeFetch, {}), Of(FactKind::kCodePublish, {}),
                Of(FactKind::kPublishScriptGained, {{"script", "preinstall"}})};
  Sort(worm);
  const auto others = Resemble(AllProfiles(), worm);
  EXPECT_EQ(others.front().profile.id, "team-pcp");
  const auto sapphire = std::find_if(others.begin(), others.end(), [](const Resemblance& one) {
    return one.profile.id == "sapphire-sleet";
  });
  EXPECT_EQ(sapphire->spoken_against_by, std::vector<std::string>{"team-pcp"});
}

TEST(ReadProfile, IsStrictAndBounded) {
  const auto message = [](std::string_view text) {
    const auto profile = ReadProfile(text);
    return profile ? std::string("read") : profile.error().message;
  };
  const std::string head =
      "id: x\nname: x\nsummary: x\nattack-version: v17\nfeatures:\n  - { id: a, tier: weak, says: "
      "a, ";
  EXPECT_EQ(message(head + "when: code.tls.off }\n"), "read");
  EXPECT_NE(message(head + "when: code.nothing }\n").find("code.nothing"), std::string::npos);
  EXPECT_NE(message(head + "when: code.tls.off, values: [a] }\n").find("either"),
            std::string::npos);
  EXPECT_NE(message(head + "values: [\"https://evil.example\"] }\n").find("defanged"),
            std::string::npos);
  EXPECT_NE(message(head + "when: code.tls.off }\nkey: x\n").find("no key"), std::string::npos);
  EXPECT_NE(message("id: x\n").find("missing"), std::string::npos);
  EXPECT_NE(message(std::string(limits::kProfileBytes + 1, ' ')).find("more than is read"),
            std::string::npos);
  std::string many = head + "when: code.tls.off }\nhunt:\n";
  for (std::size_t i = 0; i <= limits::kProfileItems; ++i) many += "  - x\n";
  EXPECT_NE(message(many).find("too many"), std::string::npos);
}

}  // namespace
}  // namespace scan
