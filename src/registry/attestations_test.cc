#include "registry/attestations.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <support/test_sigstore.h>

#include "model/trust_limits.h"
#include "net/fake_http_client.h"

namespace registry {
namespace {

constexpr UnixMillis kNow = 1'780'000'000'000;
constexpr UnixMillis kDay = 24 * 3'600'000;

class AttestationsTest : public testing::Test {
 protected:
  AttestationsTest() {
    files_.Add("/home/.npmrc", "registry=https://a.example/npm/\n");
    settings_.emplace(Npmrc::Read(files_, {}, {.home = "/home", .project = "/app"}), Environment(),
                      [] { return Result<std::string>(Fail("nobody knows")); });
  }
  Client Over(net::HttpClient& http) {
    return Client({.settings = *settings_,
                   .files = files_,
                   .clock = clock_,
                   .http = http,
                   .cache_folder = "/cache"});
  }
  std::string Fetch(net::HttpClient& http, std::string_view url) {
    Client client = Over(http);
    const auto document = FetchAttestations(client, name_, url);
    return document ? std::string(AsText(*document)) : std::string(NameOf(document.error().kind));
  }
  std::string Keys(net::HttpClient& http) {
    Client client = Over(http);
    const auto keys = FetchKeys(client, name_);
    return keys ? std::to_string(keys->size()) : std::string(NameOf(keys.error().kind));
  }

  const PackageName name_ = *PackageName::Parse("x");
  FakeFileSystem files_;
  FakeClock clock_{kNow};
  net::FakeHttpClient http_{&clock_};
  net::OfflineHttpClient offline_;
  std::optional<Settings> settings_;
};

TEST_F(AttestationsTest, ComeFromTheRegistryWhateverHostTheDocumentNames) {
  http_.Add("https://a.example/npm/-/npm/v1/attestations/x@1.0.0", 200, "[1]");
  EXPECT_EQ(Fetch(http_, "https://elsewhere.example/-/npm/v1/attestations/x@1.0.0"), "[1]");
  EXPECT_EQ(http_.urls(),
            std::vector<std::string>{"https://a.example/npm/-/npm/v1/attestations/x@1.0.0"});
  EXPECT_EQ(Fetch(http_, "no url"), "configuration");
}

TEST_F(AttestationsTest, AreKeptForEverAndServeOffline) {
  const std::string url = "https://a.example/npm/-/npm/v1/attestations/x@1.0.0";
  EXPECT_EQ(Fetch(offline_, url), "offline");
  http_.Add(url, 200, "[1]");
  http_.Add(url, 200, "[2]");
  EXPECT_EQ(Fetch(http_, url), "[1]");
  clock_.Advance(400 * kDay);
  EXPECT_EQ(Fetch(http_, url), "[1]");
  EXPECT_EQ(Fetch(offline_, url), "[1]");
  EXPECT_EQ(http_.requests().front().body_limit, limits::kAttestationBytes);
}

TEST_F(AttestationsTest, KeysAreAskedForOnceADayAndTheirAbsenceIsNoFailure) {
  EXPECT_EQ(Keys(http_), "0");
  const std::string url = "https://a.example/npm/-/npm/v1/keys";
  net::FakeHttpClient shows;
  shows.Add(url, 200, R"({"keys":[]})");
  shows.Add(url, 200, R"({"no":"keys"})");
  EXPECT_EQ(Keys(shows), "0");
  EXPECT_EQ(Keys(shows), "0");
  EXPECT_EQ(shows.urls().size(), 1U);
  clock_.Advance(kDay + 1000);
  EXPECT_EQ(Keys(shows), "malformed");
}

/// What comes of verifying `tarball` as x@1.0.0.
std::string Verdict(const std::string& attestations, std::string_view tarball,
                    const TestSigstore& believed) {
  const auto root = ParseTrustedRoot(AsBytes(believed.TrustedRootJson()));
  const PackageId id{.name = *PackageName::Parse("@s/x"), .version = "1.0.0"};
  const auto provenance =
      VerifyAttestations(AsBytes(attestations), id, AsBytes(tarball), *root, {});
  if (provenance)
    return fmt::format("{} {} {}", provenance->repository, provenance->ref, provenance->workflow);
  return provenance.error().error.message + (provenance.error().unknown_signer ? " (unknown)" : "");
}

TEST(VerifyAttestations, HoldsTheSubjectTheBytesAndTheSigner) {
  const TestSigstore ours;
  const TestSigstore theirs;
  const TestSigstore::Build build{
      .purl = "pkg:npm/%40s/x@1.0.0", .repository = "https://forge.example/s/x", .time = kNow};
  const std::string good = ours.Attestations(build, AsBytes("tarball"));
  EXPECT_EQ(Verdict(good, "tarball", ours),
            "https://forge.example/s/x refs/heads/main "
            "https://forge.example/s/x/.github/workflows/release.yml@refs/heads/main");
  EXPECT_EQ(Verdict(good, "other", ours), "the statement is about another artifact");
  EXPECT_EQ(Verdict(good, "tarball", theirs),
            "the entry is from a log that is not trusted (unknown)");
  auto other = build;
  other.purl = "pkg:npm/%40s/x@1.0.1";
  EXPECT_EQ(Verdict(ours.Attestations(other, AsBytes("tarball")), "tarball", ours),
            "an attestation is about another package");
  EXPECT_EQ(Verdict(R"({"attestations":[]})", "tarball", ours),
            "there is no provenance among the attestations");
  EXPECT_EQ(Verdict("[]", "tarball", ours), "attestations are no JSON object");
  // One letter of the signature: nothing of it may be believed.
  std::string broken = good;
  const std::size_t at = broken.find("\"sig\":\"") + 20;
  broken[at] = broken[at] == 'A' ? 'B' : 'A';
  EXPECT_NE(Verdict(broken, "tarball", ours).find("log entry"), std::string::npos);
  std::string many = R"({"attestations":[)";
  for (std::size_t i = 0; i <= limits::kBundleItems; ++i) many += i == 0 ? "{}" : ",{}";
  EXPECT_EQ(Verdict(many + "]}", "tarball", ours), "an attestation has no bundle");
}

TEST(CheckBuild, ComparesWhatIsAskedFor) {
  const Provenance built{
      .predicate_type = {},
      .repository = "https://forge.example/Owner/Tool",
      .commit = {},
      .ref = "refs/heads/main",
      .workflow = "https://forge.example/Owner/Tool/.github/workflows/release.yml@refs/heads/main"};
  EXPECT_TRUE(CheckBuild(built, {}));
  EXPECT_TRUE(CheckBuild(built, {.repository = "owner/tool",
                                 .workflow = ".github/workflows/release.yml",
                                 .ref = "refs/heads/main"}));
  EXPECT_FALSE(CheckBuild(built, {.repository = "owner/too"}));
  EXPECT_FALSE(CheckBuild(built, {.repository = "other/tool"}));
  EXPECT_FALSE(CheckBuild(built, {.workflow = ".github/workflows/other.yml"}));
  EXPECT_FALSE(CheckBuild(built, {.ref = "refs/heads/mai"}));
}

}  // namespace
}  // namespace registry
