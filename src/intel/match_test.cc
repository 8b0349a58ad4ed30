#include "intel/match.h"

#include <gtest/gtest.h>

#include "intel/intel_facts.h"
#include "intel/pack_writer.h"
#include "intel/samples_test.h"

namespace intel {
namespace {

/// A project with packages below it, asked about with the sample records.
class MatchTest : public testing::Test {
 protected:
  MatchTest() {
    inventory_.lockfile = "package-lock.json";
    inventory_.packages.push_back({.name = PackageName::Parse("app"), .origin = Origin::kRoot});
  }

  PackageIndex Add(const char* name, const char* version, Origin origin = Origin::kRegistry) {
    inventory_.packages.push_back({.name = PackageName::Parse(name),
                                   .folder_name = name,
                                   .version = version,
                                   .path = std::string("node_modules/") + name,
                                   .origin = origin,
                                   .line = 7});
    const auto index = static_cast<PackageIndex>(inventory_.packages.size() - 1);
    inventory_.dependencies.push_back({.to = index, .name = name, .range = Untrusted("^1.0.0")});
    return index;
  }
  Package& At(PackageIndex index) { return inventory_.packages[static_cast<std::size_t>(index)]; }

  void Use(PackInput input) {
    auto pack = Pack::Open(MappedFile(*MakePack(std::move(input), std::nullopt)),
                           {.without_signature = Trust::Unsigned::kAllowed});
    ASSERT_TRUE(pack.has_value());
    packs_.push_back(std::make_unique<Pack>(*std::move(pack)));
    intelligence_.packs.push_back(packs_.back().get());
  }

  Answer Ask() { return MatchInventory(intelligence_, inventory_); }

  /// "malware MAL-1 listed" and "silent MAL-1 workspace", in order.
  std::vector<std::string> Gist() {
    std::vector<std::string> lines;
    const Answer answer = Ask();
    for (const Match& match : answer.matches) {
      const Claim& claim = match.claims.front();
      lines.push_back(
          (match.malware() ? (match.Enough() ? "malware " : "doubtful ") : "vulnerable ") +
          claim.record.advisory.id + " " + std::string(NameOf(claim.grounds)));
    }
    for (const Unmatched& unmatched : answer.unmatched)
      lines.push_back("silent " + unmatched.id + " " + std::string(NameOf(unmatched.why)));
    return lines;
  }

  Inventory inventory_;
  Intelligence intelligence_;
  std::vector<std::unique_ptr<Pack>> packs_;
};

using Lines = std::vector<std::string>;

TEST_F(MatchTest, MatchesWhatCameFromTheRegistry) {
  Use(Samples());
  Add("sample", "1.2.0");
  EXPECT_EQ(Gist(), (Lines{"vulnerable GHSA-vvvv-vvvv-vvvv range",
                           "silent GHSA-wwww-wwww-wwww withdrawn"}));
}

TEST_F(MatchTest, SaysWhyOtherOriginsDoNotMatch) {
  Use(Samples());
  const std::vector<std::pair<Origin, const char*>> origins = {
      {Origin::kWorkspace, "workspace"},
      {Origin::kFolder, "folder"},
      {Origin::kTarball, "tarball"},
      {Origin::kGit, "git"},
      {Origin::kUnknown, "unknown-origin"}};
  for (const auto& [origin, why] : origins) {
    inventory_.packages.resize(1);
    Add("sample", "6.6.6", origin);
    EXPECT_EQ(Gist(), (Lines{"silent GHSA-wwww-wwww-wwww withdrawn",
                             std::string("silent MAL-2026-1 ") + why}))
        << why;
  }
}

TEST_F(MatchTest, LeavesPrivateNamesAndOtherHostsAlone) {
  PackInput input = Samples();
  for (Advisory& advisory : input.advisories) {
    for (Affected& affected : advisory.affected) {
      if (affected.name == "sample") affected.name = "@acme/sample";
    }
  }
  Use(std::move(input));
  const PackageIndex index = Add("@acme/sample", "6.6.6");
  EXPECT_EQ(Gist().front(), "malware MAL-2026-1 listed");
  inventory_.remarks.push_back({.kind = LockRemarkKind::kHostOffRegistry, .package = index});
  EXPECT_EQ(Gist().back(), "silent MAL-2026-1 other-host");
  inventory_.remarks.clear();
  intelligence_.identity.private_names = {"@acme"};
  EXPECT_EQ(Gist().back(), "silent MAL-2026-1 private-name");
}

TEST_F(MatchTest, MatchesByHashWhateverTheName) {
  Use(Samples());
  const PackageIndex index = Add("innocent", "1.0.0", Origin::kTarball);
  At(index).integrity = *Integrity::Parse("sha256-q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=");
  EXPECT_EQ(Gist(), Lines{"malware MAL-2026-1 hash"});
}

TEST_F(MatchTest, DoubtsOneSourceAgainstAPopularPackage) {
  PackInput input = Samples();
  input.advisories[0].sources = {"ghsa", "ghsa-malware"};  // the same people twice
  Use(input);
  Add("sample", "6.6.6");
  EXPECT_EQ(Gist().front(), "doubtful MAL-2026-1 listed");
  // A second pack with a record of its own for the same matter is a second source.
  PackInput second;
  second.advisories = {
      {.id = "SLY-1",
       .malware = true,
       .aliases = {"MAL-2026-1"},
       .sources = {"incident"},
       .affected = {{.ecosystem = "npm", .name = "sample", .versions = {"6.6.6"}}}}};
  Use(std::move(second));
  const Answer answer = Ask();
  ASSERT_EQ(answer.matches.size(), 1U) << "one matter, whoever speaks of it";
  EXPECT_EQ(answer.matches[0].claims.size(), 2U);
  EXPECT_EQ(answer.matches[0].Sources(), (Lines{"ghsa", "incident"}));
  EXPECT_TRUE(answer.matches[0].Enough());
}

TEST_F(MatchTest, DoubtsAnOpenRangeBesideAListOfVersions) {
  PackInput input;
  input.advisories = {{.id = "MAL-9",
                       .malware = true,
                       .sources = {"ghsa"},
                       .affected = {{.ecosystem = "npm",
                                     .name = "rare",
                                     .ranges = {{.events = {{EventKind::kIntroduced, "0"}}}},
                                     .versions = {"2.0.1"}}}}};
  Use(std::move(input));
  const PackageIndex index = Add("rare", "2.0.0");
  EXPECT_EQ(Gist(), Lines{"doubtful MAL-9 range"});
  At(index).version = "2.0.1";
  EXPECT_EQ(Gist(), Lines{"malware MAL-9 listed"});
}

TEST_F(MatchTest, KnowsTheNamedCommitsOfARepository) {
  Use(Samples());
  const PackageIndex index = Add("r", "1.0.0", Origin::kGit);
  At(index).resolved =
      Untrusted("git+ssh://git@host.example/o/r.git#1111111111111111111111111111111111111111");
  EXPECT_EQ(Gist(), Lines{"vulnerable OSV-2026-4 range"});
  At(index).resolved =
      Untrusted("git+ssh://git@host.example/o/r.git#2222222222222222222222222222222222222222");
  EXPECT_EQ(Gist(), Lines{"silent OSV-2026-4 undecided"});
}

TEST_F(MatchTest, TellsWhatAPersonNeedsToAct) {
  Use(Samples());
  const PackageIndex index = Add("sample", "1.2.0");
  At(index).dev = true;
  const ProjectUse use{.imported = {{"other", {}}}, .files = 1};
  const auto facts = FactsOf(Ask(), inventory_, &use);
  ASSERT_EQ(facts.size(), 1U);
  const Facts& of = facts.at(index);
  ASSERT_EQ(of.size(), 2U);
  const auto vulnerability = std::find_if(of.begin(), of.end(), [](const Fact& fact) {
    return fact.kind == FactKind::kIntelVulnerability;
  });
  const auto value = [&](std::string_view key) {
    const Untrusted* text = vulnerability->Find(key);
    return text == nullptr ? std::string("-") : text->ForEscaping();
  };
  EXPECT_EQ(value("id"), "GHSA-vvvv-vvvv-vvvv");
  EXPECT_EQ(value("alias"), "CVE-2026-2");
  EXPECT_EQ(value("severity"), "critical");
  EXPECT_EQ(value("score"), "9.8");
  EXPECT_EQ(value("exploited"), "yes");
  EXPECT_EQ(value("epss"), "0.12345");
  EXPECT_EQ(value("fixed"), "1.4.2");
  EXPECT_EQ(value("within-range"), "yes");
  EXPECT_EQ(value("update-to"), "1.4.2");
  EXPECT_EQ(value("scope"), "dev");
  EXPECT_EQ(value("path"), "sample");
  EXPECT_EQ(value("imported"), "no");
  EXPECT_EQ(value("referenced"), "no");
  EXPECT_EQ(value("held-by"), "-");
  EXPECT_EQ(vulnerability->evidence.position.line, 7U);
}

}  // namespace
}  // namespace intel
