#include "registry/version_manifest.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/limits.h"
#include "net/fake_http_client.h"

namespace registry {
namespace {

const Integrity kPinned = Integrity::Of(AsBytes("bytes"));

std::string Document(const Integrity& integrity) {
  return fmt::format(
      R"({{"name": "x", "version": "1.0.0", "description": "d", "dependencies": {{"a": "1", "b": 2}},)"
      R"( "bin": "c.js", "hasInstallScript": true, "dist": {{"integrity": "{}"}}}})",
      integrity.ToString());
}

constexpr std::string_view kCompared =
    R"({"name":"x","version":"1.0.0","dependencies":{"a":"1"},"bin":"c.js","hasInstallScript":true,"scripts":{}})";
/// Out of a short form: that no scripts are shown says nothing.
constexpr std::string_view kShort =
    R"({"name":"x","version":"1.0.0","dependencies":{"a":"1"},"bin":"c.js","hasInstallScript":true})";

TEST(ComparableManifest, KeepsWhatIsComparedAndNothingElse) {
  EXPECT_EQ(ComparableManifest(Document(kPinned), kPinned), kCompared);
  EXPECT_EQ(ComparableManifest(Document(kPinned), {}), kCompared);
  EXPECT_EQ(ComparableManifest("[]", {}), std::nullopt);
  EXPECT_EQ(ComparableManifest("{", {}), std::nullopt);
}

TEST(ComparableManifest, OfOtherBytesIsAboutAnotherPackage) {
  EXPECT_EQ(ComparableManifest(Document(Integrity::Of(AsBytes("others"))), kPinned), std::nullopt);
  // Hashes of different kinds say nothing of one another.
  const auto old = Integrity::FromShasum(Hex(Sha1(AsBytes("others"))));
  EXPECT_EQ(ComparableManifest(Document(kPinned), *old), kCompared);
}

TEST(ComparableManifest, ComesOutOfAWholeDocument) {
  const std::string packument = R"({"versions": {"1.0.0": )" + Document(kPinned) + "}}";
  EXPECT_EQ(ComparableManifestIn(packument, "1.0.0", kPinned), kShort);
  EXPECT_EQ(ComparableManifestIn(packument, "1.0.1", kPinned), std::nullopt);
  EXPECT_EQ(ComparableManifestIn("{}", "1.0.0", kPinned), std::nullopt);
}

class ManifestFetcherTest : public testing::Test {
 protected:
  ManifestFetcherTest() {
    files_.Add("/home/.npmrc", "registry=https://a.example/\n");
    settings_.emplace(Npmrc::Read(files_, {}, {.home = "/home", .project = "/app"}), Environment(),
                      [] { return Result<std::string>(Fail("nobody knows")); });
  }
  [[nodiscard]] std::vector<std::string> FetchAll(std::vector<TarballRequest> requests,
                                                  const std::stop_token& stop = {}) {
    Client client({.settings = *settings_,
                   .files = files_,
                   .clock = clock_,
                   .http = http_,
                   .cache_folder = "/cache",
                   .stop = stop});
    const std::size_t count = requests.size();
    ManifestFetcher manifests(client, std::move(requests));
    for (std::size_t i = 0; i < count; ++i) EXPECT_FALSE(manifests.IsReady(i));
    manifests.Start();
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_TRUE(manifests.IsReady(i)) << "this network answers at once";
      texts.push_back(manifests.Wait(i).value_or("nothing"));
    }
    return texts;
  }
  static TarballRequest Wanted(const char* name, std::string resolved = "") {
    return {.id = {*PackageName::Parse(name), "1.0.0"},
            .resolved = std::move(resolved),
            .integrity = kPinned};
  }
  /// Puts a document into npm's cache, as npm files it.
  void FileInNpmsCache(const std::string& url, const std::string& body) {
    const auto place = [](std::string_view hex) {
      return fmt::format("{}/{}/{}", hex.substr(0, 2), hex.substr(2, 2), hex.substr(4));
    };
    const std::string key = "make-fetch-happen:request-cache:" + url;
    const std::string line = fmt::format(R"({{"key":"{}","integrity":"{}"}})", key,
                                         Integrity::Of(AsBytes(body)).ToString());
    const std::string cache = "/home/.npm/_cacache/";
    files_.Add(cache + "index-v5/" + place(Hex(Sha256(AsBytes(key)))),
               "\n" + Hex(Sha1(AsBytes(line))) + "\t" + line);
    files_.Add(cache + "content-v2/sha512/" + place(Hex(Sha512(AsBytes(body)))), body);
  }

  FakeFileSystem files_;
  FakeClock clock_{1'750'000'000'000};
  net::FakeHttpClient http_{&clock_};
  std::optional<Settings> settings_;
};

TEST_F(ManifestFetcherTest, AsksOnceForEachVersionAlone) {
  http_.Add("https://a.example/x/1.0.0", 200, Document(kPinned));
  http_.AddFailure("https://a.example/@s%2Fy/1.0.0", net::FailureKind::kConnect);
  EXPECT_EQ(FetchAll({Wanted("x"), Wanted("@s/y"), Wanted("gone")}),
            (std::vector<std::string>{std::string(kCompared), "nothing", "nothing"}));
  EXPECT_EQ(http_.urls(),
            (std::vector<std::string>{"https://a.example/x/1.0.0", "https://a.example/@s%2Fy/1.0.0",
                                      "https://a.example/gone/1.0.0"}))
      << "a comparison is not worth a second try";
}

TEST_F(ManifestFetcherTest, WithoutAnAnswerNpmsOwnCopyServes) {
  FileInNpmsCache("https://a.example/x", R"({"versions": {"1.0.0": )" + Document(kPinned) + "}}");
  http_.AddFailure("https://a.example/x/1.0.0", net::FailureKind::kOffline);
  EXPECT_EQ(FetchAll({Wanted("x")}), std::vector<std::string>{std::string(kShort)});
}

TEST_F(ManifestFetcherTest, NeverAsksForWhatComesFromElsewhere) {
  EXPECT_EQ(FetchAll({Wanted("x", "https://b.example/own/x.tgz")}),
            std::vector<std::string>{"nothing"});
  EXPECT_TRUE(http_.urls().empty());
}

TEST_F(ManifestFetcherTest, GivesNothingOnceItIsStopped) {
  http_.Add("https://a.example/x/1.0.0", 200, Document(kPinned));
  std::stop_source stop;
  stop.request_stop();
  (void)FetchAll({Wanted("x"), Wanted("y")}, stop.get_token());  // returns
}

}  // namespace
}  // namespace registry
