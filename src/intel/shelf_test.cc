#include "intel/shelf.h"

#include <gtest/gtest.h>

#include "intel/import.h"
#include "intel/pack_writer.h"
#include "intel/samples_test.h"
#include "intel/signals.h"

namespace intel {
namespace {

const Shelf kShelf{.folder = "/data", .keys_folder = "/keys"};

ByteVector PackOf(UnixMillis created, const ed25519::PrivateKey& key) {
  PackInput input = Samples();
  input.created = created;
  return *MakePack(std::move(input), key);
}

UnixMillis InForce(const FileSystem& files) {
  const auto pack = OpenShelf(files, kShelf);
  return pack && *pack ? (*pack)->info().created : -1;
}

TEST(Shelf, PutsAPackInForceAllOrNothing) {
  FakeFileSystem files;
  EXPECT_EQ(InForce(files), -1);
  const auto key = OwnKey(files, kShelf);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(OwnKey(files, kShelf)->seed, key->seed) << "made once";
  ASSERT_TRUE(Install(files, kShelf, PackOf(1000, *key)).has_value());
  EXPECT_EQ(InForce(files), 1000);

  const auto refused = [&](ByteVector bytes) {
    const auto info = Install(files, kShelf, bytes);
    EXPECT_EQ(InForce(files), 1000) << "the previous pack stays in force";
    return info ? std::string("installed") : info.error().message;
  };
  EXPECT_NE(refused(PackOf(999, *key)).find("older than the one in force"), std::string::npos);
  EXPECT_EQ(refused(*MakePack(Samples(), std::nullopt)), "the pack is not signed");
  EXPECT_NE(refused(PackOf(2000, *ed25519::Generate())).find("not trusted"), std::string::npos);
  ByteVector damaged = PackOf(2000, *key);
  damaged[5000] ^= 1;
  EXPECT_NE(refused(damaged), "installed");
  ByteVector cut = PackOf(2000, *key);
  cut.resize(cut.size() / 2);
  EXPECT_NE(refused(cut), "installed");
}

TEST(Shelf, KeepsThePreviousPackWhereverTheDiskFillsUp) {
  for (std::size_t writes = 0; writes < 6; ++writes) {
    FakeFileSystem files;
    const auto key = OwnKey(files, kShelf);
    ASSERT_TRUE(Install(files, kShelf, PackOf(1000, *key)).has_value());
    files.FailWritesAfter(writes, "no space left on device");
    const auto info = Install(files, kShelf, PackOf(2000, *key));
    EXPECT_EQ(InForce(files), info ? 2000 : 1000) << writes;
    if (!info) {
      EXPECT_NE(info.error().message.find("no space left"), std::string::npos);
      EXPECT_EQ(info.error().help, "the previous pack stays in force");
    }
  }
}

TEST(Shelf, TrustsTheKeysInItsFolders) {
  FakeFileSystem files;
  const auto team = *ed25519::Generate();
  files.Add("/keys/team.pem", *ed25519::ToPem(*ed25519::PublicOf(team)));
  ASSERT_TRUE(Install(files, kShelf, PackOf(1, team)).has_value());
  files.Add("/keys/broken.pem", "nonsense");
  EXPECT_FALSE(OpenShelf(files, kShelf).has_value()) << "a key that counts for nothing is told";
}

TEST(Shelf, SaysWhenAPackIsStaleOrFromTheFuture) {
  constexpr UnixMillis kDay = 86'400'000;
  const PackInfo info{.created = 100 * kDay};
  EXPECT_TRUE(ReviewAge(info, 107 * kDay, 7).empty());
  EXPECT_EQ(ReviewAge(info, 108 * kDay, 7).at(0).code, "I002");
  EXPECT_EQ(ReviewAge(info, 98 * kDay, 7).at(0).code, "I001");
  EXPECT_TRUE(ReviewAge(info, 100 * kDay - 1, 7).empty()) << "clocks differ a little";
}

TEST(Import, TakesFoldersRecordsAndSignals) {
  FakeFileSystem files;
  files.Add("/in/osv/malicious/npm/a/MAL-1.json",
            R"({"id": "MAL-1", "affected": [{"package": {"ecosystem": "npm", "name": "a"}}]})");
  files.Add("/in/osv/withdrawn/npm/b/MAL-2.json",
            R"({"id": "MAL-2", "modified": "2026-01-01T00:00:00Z"})");
  files.Add("/in/.git/MAL-3.json", R"({"id": "MAL-3"})");
  files.Add("/in/README.md", "text");
  files.Add("/in/broken.json", "{");
  files.Add("/in/kev.json", R"({"catalogVersion": "1", "vulnerabilities": [
      {"cveID": "CVE-1", "dateAdded": "2026-06-01", "knownRansomwareCampaignUse": "Known"},
      {"cveID": "nonsense", "dateAdded": "2026-06-01"}]})");
  files.Add("/in/epss.csv", "#model_version:v1\ncve,epss,percentile\nCVE-1,0.5,0.99\n");
  PackInput input;
  const auto report = Import(files, "/in", {}, input);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->records, 2U);
  EXPECT_EQ(report->malware, 2U);
  EXPECT_EQ(report->exploited, 1U);
  EXPECT_EQ(report->scores, 1U);
  EXPECT_EQ(report->skipped, 1U);
  ASSERT_EQ(report->problems.size(), 1U);
  EXPECT_EQ(input.signals.at("CVE-1").epss, 50000U);
  EXPECT_TRUE(input.signals.at("CVE-1").ransomware);
  for (const Advisory& advisory : input.advisories)
    EXPECT_EQ(advisory.withdrawn != 0, advisory.id == "MAL-2") << advisory.id;
  EXPECT_FALSE(Import(files, "/nowhere", {}, input).has_value());
  EXPECT_FALSE(Import(files, "/in/README.md", {}, input).has_value());
}

/// github/advisory-database: a folder for each advisory, by month, reviewed or not.
TEST(Import, TakesTheFoldersOfGitHubsAdvisories) {
  FakeFileSystem files;
  const std::string reviewed = "/in/advisories/github-reviewed/2026/06/GHSA-aaaa-bbbb-cccc/";
  files.Add(reviewed + "GHSA-aaaa-bbbb-cccc.json",
            R"({"id": "GHSA-aaaa-bbbb-cccc", "aliases": ["CVE-2026-1"],
                "affected": [{"package": {"ecosystem": "npm", "name": "a"}}],
                "database_specific": {"severity": "HIGH", "github_reviewed": true}})");
  files.Add("/in/advisories/unreviewed/2026/05/GHSA-dddd-eeee-ffff/GHSA-dddd-eeee-ffff.json",
            R"({"id": "GHSA-dddd-eeee-ffff", "withdrawn": "2026-06-01T00:00:00Z"})");
  PackInput input;
  const auto report = Import(files, "/in", {}, input);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->records, 2U);
  EXPECT_EQ(report->malware, 0U);
  EXPECT_TRUE(report->problems.empty());
  ASSERT_EQ(input.advisories.size(), 2U);
  for (const Advisory& advisory : input.advisories) {
    const bool reviewed_one = advisory.id == "GHSA-aaaa-bbbb-cccc";
    EXPECT_EQ(advisory.aliases == std::vector<std::string>{"CVE-2026-1"}, reviewed_one);
    EXPECT_EQ(advisory.withdrawn == 0, reviewed_one) << advisory.id;
  }
}

TEST(Signals, RefuseWhatIsNone) {
  SignalsByCve signals;
  EXPECT_FALSE(ReadKev("{}", signals).has_value());
  EXPECT_FALSE(ReadKev("[", signals).has_value());
  EXPECT_FALSE(ReadEpss("cve,epss,percentile\nCVE-1,2,0\n", signals).has_value());
  EXPECT_FALSE(ReadEpss("CVE-1,0.1\n", signals).has_value());
  EXPECT_EQ(*ReadEpss("cve,epss,percentile\r\nCVE-1,0.00043,0.1\r\n", signals), 1U);
}

}  // namespace
}  // namespace intel
