#include "registry/tarball.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "base/check.h"
#include "base/hash.h"
#include "base/limits.h"
#include "net/fake_http_client.h"
#include "registry/tarball_fetcher.h"
#include "registry/tarball_url.h"

namespace registry {
namespace {

using Urls = std::vector<std::string>;

PackageId Id(const char* name, const char* version) {
  return {*PackageName::Parse(name), version};
}
Integrity Of(std::string_view text) {
  return Integrity::Of(AsBytes(text));
}

/// Stops the program when anybody touches the network.
class NoHttpClient final : public net::HttpClient {
 public:
  void Start(net::Request /*request*/, net::Done /*done*/) override {
    CHECK(false, "nothing is fetched in this test");
  }
};

/// Answers nothing until it is told to, and knows how many wait at once.
class HoldingHttpClient final : public net::HttpClient {
 public:
  void Start(net::Request request, net::Done done) override {
    const std::lock_guard lock(mutex_);
    held_.push_back({std::move(request), std::move(done)});
    most_ = std::max(most_, held_.size());
    changed_.notify_all();
  }
  /// Waits until `count` are held, and answers the first of them.
  void AnswerOneOf(std::size_t count, std::string_view body) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return held_.size() >= count; });
    auto [request, done] = std::move(held_.front());
    held_.pop_front();
    room_ = request.room;
    lock.unlock();
    const Bytes bytes = AsBytes(body);
    done(net::Reply{
        .url = request.url, .status = 200, .body = ByteVector(bytes.begin(), bytes.end())});
  }
  /// What the last answered request shares with the others.
  [[nodiscard]] const net::BodyRoom* room() const { return room_.get(); }
  [[nodiscard]] std::size_t most() const {
    const std::lock_guard lock(mutex_);
    return most_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<net::Request, net::Done>> held_;
  std::size_t most_ = 0;
  std::shared_ptr<net::BodyRoom> room_;
};

class TarballTest : public testing::Test {
 protected:
  TarballTest() {
    files_.Add("/home/.npmrc", "registry=https://a.example/\n");
    Configure();
  }
  void Configure() {
    settings_.emplace(Npmrc::Read(files_, {}, {.home = "/home", .project = "/app"}), Environment(),
                      [] { return Result<std::string>(Fail("nobody knows")); });
  }
  [[nodiscard]] Client MakeClient(net::HttpClient& http) {
    return Client({.settings = *settings_,
                   .files = files_,
                   .clock = clock_,
                   .http = http,
                   .cache_folder = "/cache",
                   .stop = stop_.get_token()});
  }
  TarballResult Fetch(TarballRequest request) {
    Client client = MakeClient(http_);
    return FetchTarball(client, std::move(request));
  }
  TarballResult FetchOffline(TarballRequest request) {
    net::OfflineHttpClient offline;
    Client client = MakeClient(offline);
    return FetchTarball(client, std::move(request));
  }
  static std::string Told(const TarballResult& result) {
    if (!result) return std::string(NameOf(result.error().kind));
    return fmt::format("{} from {}{}", AsText(result->bytes), NameOf(result->source),
                       result->integrity_from_registry ? ", unpinned" : "");
  }
  void AddPackument(std::string_view tarball, std::string_view integrity) {
    http_.Add("https://a.example/x", 200,
              fmt::format(R"({{"name":"x","versions":{{"1.0.0":{{"dist":{{"tarball":"{}",)"
                          R"("integrity":"{}"}}}}}}}})",
                          tarball, integrity));
  }

  FakeFileSystem files_;
  FakeClock clock_{1'750'000'000'000};
  net::FakeHttpClient http_{&clock_};
  std::optional<Settings> settings_;
  std::stop_source stop_;
};

TEST_F(TarballTest, FetchesByTheConventionAndThenFromTheCache) {
  http_.Add("https://a.example/x/-/x-1.0.0.tgz", 200, "bytes");
  const TarballRequest request{.id = Id("x", "1.0.0"), .integrity = Of("bytes")};
  const TarballResult first = Fetch(request);
  EXPECT_EQ(Told(first), "bytes from network");
  EXPECT_EQ(first->integrity, Of("bytes"));
  EXPECT_FALSE(first->not_cached);
  NoHttpClient nothing;
  Client client = MakeClient(nothing);
  EXPECT_EQ(Told(FetchTarball(client, request)), "bytes from cache");
  EXPECT_EQ(http_.urls(), Urls{"https://a.example/x/-/x-1.0.0.tgz"});
}

TEST_F(TarballTest, AMismatchTellsBothHashesAndIsNotKept) {
  http_.Add("https://a.example/x/-/x-1.0.0.tgz", 200, "evil");
  const TarballRequest request{.id = Id("x", "1.0.0"), .integrity = Of("good")};
  const TarballResult result = Fetch(request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, FailureKind::kMismatch);
  EXPECT_EQ(result.error().expected, Of("good"));
  EXPECT_EQ(result.error().actual, Of("evil"));
  EXPECT_EQ(Told(FetchOffline(request)), "offline");
  EXPECT_EQ(Told(FetchOffline({.id = Id("x", "1.0.0"), .integrity = Of("evil")})), "offline");
}

TEST_F(TarballTest, AMismatchIsToldByTheAlgorithmThatWasPromised) {
  http_.Add("https://a.example/x/-/x-1.0.0.tgz", 200, "evil");
  const auto sha1 = [](std::string_view text) {
    return *Integrity::FromShasum(Hex(Sha1(AsBytes(text))));
  };
  const TarballResult result = Fetch({.id = Id("x", "1.0.0"), .integrity = sha1("good")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().actual, sha1("evil"));
}

TEST_F(TarballTest, ADamagedEntryIsReplaced) {
  http_.Add("https://a.example/x/-/x-1.0.0.tgz", 200, "bytes");
  const TarballRequest request{.id = Id("x", "1.0.0"), .integrity = Of("bytes")};
  ASSERT_TRUE(Fetch(request));
  net::OfflineHttpClient offline;
  const std::string path = MakeClient(offline).cache().PathOf(Of("bytes"));
  files_.Add(path, "byteX");
  EXPECT_EQ(Told(Fetch(request)), "bytes from network");
  EXPECT_EQ(Told(FetchOffline(request)), "bytes from cache");
  files_.Add(path, "byt");
  EXPECT_EQ(Told(FetchOffline(request)), "offline");
}

TEST_F(TarballTest, AsksTheDocumentWhenTheConventionFails) {
  AddPackument("https://files.example/odd/x.tgz", Of("bytes").ToString());
  http_.Add("https://files.example/odd/x.tgz", 200, "bytes");
  EXPECT_EQ(Told(Fetch({.id = Id("x", "1.0.0"), .integrity = Of("bytes")})), "bytes from network");
  EXPECT_EQ(http_.urls(), (Urls{"https://a.example/x/-/x-1.0.0.tgz", "https://a.example/x",
                                "https://files.example/odd/x.tgz"}));
}

TEST_F(TarballTest, TheLockfilesHashGoesBeforeTheDocuments) {
  AddPackument("https://a.example/odd/x.tgz", Of("evil").ToString());
  http_.Add("https://a.example/odd/x.tgz", 200, "evil");
  EXPECT_EQ(Told(Fetch({.id = Id("x", "1.0.0"), .integrity = Of("good")})), "mismatch");
}

TEST_F(TarballTest, WithoutAPinTheRegistrysWordIsTakenAndTold) {
  AddPackument("https://a.example/x/-/x-1.0.0.tgz", Of("bytes").ToString());
  http_.Add("https://a.example/x/-/x-1.0.0.tgz", 200, "bytes");
  const TarballResult result = Fetch({.id = Id("x", "1.0.0")});
  EXPECT_EQ(Told(result), "bytes from network, unpinned");
  EXPECT_EQ(result->integrity, Of("bytes"));
  // Offline: the kept document gives the hash, the hash the bytes.
  EXPECT_EQ(Told(FetchOffline({.id = Id("x", "1.0.0")})), "bytes from cache, unpinned");
  http_.Add("https://a.example/x/-/x-1.0.0.tgz", 200, "other");
  EXPECT_EQ(Told(Fetch({.id = Id("x", "2.0.0")})), "not-found");
}

TEST_F(TarballTest, ARegistryWithoutAnyHashIsUnpinnedByItself) {
  http_.Add("https://a.example/x", 200, R"({"versions":{"1.0.0":{}}})");
  http_.Add("https://a.example/x/-/x-1.0.0.tgz", 200, "bytes");
  const TarballResult result = Fetch({.id = Id("x", "1.0.0")});
  EXPECT_EQ(Told(result), "bytes from network, unpinned");
  EXPECT_EQ(result->integrity, Of("bytes"));
}

TEST_F(TarballTest, OfflineTakesOnlyWhatIsKept) {
  const TarballResult result = FetchOffline({.id = Id("x", "1.0.0"), .integrity = Of("bytes")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, FailureKind::kOffline);
  EXPECT_EQ(result.error().error.message,
            "`x@1.0.0`: `https://a.example/x/-/x-1.0.0.tgz` was not fetched: the network is not to "
            "be used");
}

TEST_F(TarballTest, ReadsNpmsCacheBySha512) {
  const std::string hex = Hex(Sha512(AsBytes("bytes")));
  files_.Add(fmt::format("/home/.npm/_cacache/content-v2/sha512/{}/{}/{}", hex.substr(0, 2),
                         hex.substr(2, 2), hex.substr(4)),
             "bytes");
  NoHttpClient nothing;
  Client client = MakeClient(nothing);
  EXPECT_EQ(Told(FetchTarball(client, {.id = Id("x", "1.0.0"), .integrity = Of("bytes")})),
            "bytes from npm-cache");
}

TEST_F(TarballTest, ReadsNpmsCacheByUrlWhenOnlySha1IsKnown) {
  const std::string url = "https://a.example/x/-/x-1.0.0.tgz";
  const std::string key = "make-fetch-happen:request-cache:" + url;
  const std::string key_hex = Hex(Sha256(AsBytes(key)));
  const auto line = [&](std::string_view json) {
    return Hex(Sha1(AsBytes(json))) + "\t" + std::string(json) + "\n";
  };
  const std::string hex = Hex(Sha512(AsBytes("bytes")));
  files_.Add(
      fmt::format("/home/.npm/_cacache/index-v5/{}/{}/{}", key_hex.substr(0, 2),
                  key_hex.substr(2, 2), key_hex.substr(4)),
      "\n" + line(fmt::format(R"({{"key":"{}","integrity":"{}"}})", key, Of("bytes").ToString())) +
          "0000\tdamaged\n");
  files_.Add(fmt::format("/home/.npm/_cacache/content-v2/sha512/{}/{}/{}", hex.substr(0, 2),
                         hex.substr(2, 2), hex.substr(4)),
             "bytes");
  NoHttpClient nothing;
  Client client = MakeClient(nothing);
  EXPECT_EQ(client.CachedSize(Of("bytes")), 5U);
  EXPECT_EQ(client.CachedSize(Of("others")), std::nullopt);
  EXPECT_EQ(AsText(client.CachedEnd(Of("bytes"), 3).value()), "tes");
  EXPECT_EQ(client.CachedEnd(Of("others"), 3), std::nullopt);
  EXPECT_EQ(Told(FetchTarball(client,
                              {.id = Id("x", "1.0.0"),
                               .integrity = *Integrity::FromShasum(Hex(Sha1(AsBytes("bytes"))))})),
            "bytes from npm-cache");
}

TEST_F(TarballTest, ABucketOfNpmsCachePastTheLimitIsNotRead) {
  const net::Url url = *net::Url::Parse("https://a.example/x/-/x-1.0.0.tgz");
  const std::string key = "make-fetch-happen:request-cache:" + url.ToString();
  const std::string key_hex = Hex(Sha256(AsBytes(key)));
  const std::string json =
      fmt::format(R"({{"key":"{}","integrity":"{}"}})", key, Of("bytes").ToString());
  const std::string line = Hex(Sha1(AsBytes(json))) + "\t" + json + "\n";
  const std::string hex = Hex(Sha512(AsBytes("bytes")));
  files_.Add(fmt::format("/home/.npm/_cacache/content-v2/sha512/{}/{}/{}", hex.substr(0, 2),
                         hex.substr(2, 2), hex.substr(4)),
             "bytes");
  const NpmCache cache(files_, "/home/.npm/_cacache");
  for (const std::size_t over : {0U, 1U}) {
    const std::size_t padding = limits::kCacacheBucketBytes - line.size() + over;
    files_.Add(fmt::format("/home/.npm/_cacache/index-v5/{}/{}/{}", key_hex.substr(0, 2),
                           key_hex.substr(2, 2), key_hex.substr(4)),
               std::string(padding, '\n') + line);
    EXPECT_EQ(cache.GetDocument(url).has_value(), over == 0) << over;
  }
}

TEST_F(TarballTest, BytesInNpmsCacheAreVerifiedToo) {
  const std::string hex = Hex(Sha512(AsBytes("bytes")));
  files_.Add(fmt::format("/home/.npm/_cacache/content-v2/sha512/{}/{}/{}", hex.substr(0, 2),
                         hex.substr(2, 2), hex.substr(4)),
             "evil!");
  EXPECT_EQ(Told(FetchOffline({.id = Id("x", "1.0.0"), .integrity = Of("bytes")})), "offline");
}

TEST_F(TarballTest, AFullDiskIsToldAndLosesNothing) {
  http_.Add("https://a.example/x/-/x-1.0.0.tgz", 200, "bytes");
  files_.FailWrites("no space left on device");
  const TarballResult result = Fetch({.id = Id("x", "1.0.0"), .integrity = Of("bytes")});
  EXPECT_EQ(Told(result), "bytes from network");
  ASSERT_TRUE(result->not_cached);
  EXPECT_NE(result->not_cached->message.find("no space left on device"), std::string::npos);
  EXPECT_NE(result->not_cached->help.find("SALLYPORT_CACHE"), std::string::npos);
}

TEST_F(TarballTest, TheTokenGoesToTheRegistryAndNotToAnotherHostOfTheLockfile) {
  files_.Add("/home/.npmrc", "registry=https://a.example/\n//a.example/:_authToken=hush\n");
  Configure();
  http_.Add("https://b.example/x/-/x-1.0.0.tgz", 200, "bytes");
  EXPECT_EQ(Told(Fetch({.id = Id("x", "1.0.0"),
                        .resolved = "https://b.example/x/-/x-1.0.0.tgz",
                        .integrity = Of("bytes")})),
            "bytes from network");
  const auto requests = http_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].url.host(), "a.example");
  EXPECT_EQ(requests[0].authorization.Reveal(), "Bearer hush");
  EXPECT_EQ(requests[1].url.host(), "b.example");
  EXPECT_TRUE(requests[1].authorization.empty());
}

TEST_F(TarballTest, FailuresAreToldApart) {
  http_.Add("https://a.example/d/-/d-1.0.0.tgz", 401, "");
  http_.Add("https://a.example/s/-/s-1.0.0.tgz", 500, "");
  http_.AddFailure("https://a.example/c/-/c-1.0.0.tgz", net::FailureKind::kConnect);
  EXPECT_EQ(Told(Fetch({.id = Id("d", "1.0.0"), .integrity = Of("b")})), "denied");
  EXPECT_EQ(Told(Fetch({.id = Id("s", "1.0.0"), .integrity = Of("b")})), "unavailable");
  EXPECT_EQ(Told(Fetch({.id = Id("c", "1.0.0"), .integrity = Of("b")})), "unavailable");
  EXPECT_EQ(Told(Fetch({.id = Id("n", "1.0.0"), .integrity = Of("b")})), "not-found");
  files_.Add("/home/.npmrc", "");
  Configure();
  EXPECT_EQ(Told(Fetch({.id = Id("x", "1.0.0"), .integrity = Of("b")})), "configuration");
  stop_.request_stop();
  EXPECT_EQ(Told(Fetch({.id = Id("x", "1.0.0"), .integrity = Of("b")})), "cancelled");
}

TEST_F(TarballTest, ManyAtOnceGiveEachRequestOnceOnAnyNumberOfThreads) {
  for (const unsigned workers : {1U, 4U}) {
    files_.Add("/home/.npmrc", fmt::format("registry=https://r{}.example/\n", workers));
    Configure();
    std::vector<TarballRequest> requests;
    for (int i = 0; i < 300; ++i) {
      const std::string name = fmt::format("p{}", i);
      const std::string body = fmt::format("{} on {}", name, workers);
      // Every tenth is not there, every tenth is another one.
      if (i % 10 != 3) {
        http_.Add(fmt::format("https://r{}.example/{}/-/{}-1.0.0.tgz", workers, name, name), 200,
                  i % 10 == 7 ? "evil" : body);
      }
      requests.push_back({.id = Id(name.c_str(), "1.0.0"), .integrity = Of(body)});
    }
    Client client = MakeClient(http_);
    TarballFetcher fetcher(client, requests);
    std::mutex mutex;
    std::map<std::string, std::set<std::size_t>> told;
    const auto work = [&] {
      while (auto fetched = fetcher.Next()) {
        const std::lock_guard lock(mutex);
        const std::string kind = fetched->result ? "good" : Told(fetched->result);
        EXPECT_TRUE(told[kind].insert(fetched->index).second);
      }
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < workers; ++i) threads.emplace_back(work);
    work();
    threads.clear();
    EXPECT_EQ(told["good"].size(), 240U);
    EXPECT_EQ(told["not-found"].size(), 30U);
    EXPECT_EQ(told["mismatch"].size(), 30U);
    EXPECT_EQ(*told["not-found"].begin(), 3U);
    EXPECT_EQ(fetcher.counts().from_network, 240U);
  }
}

TEST_F(TarballTest, APackageFromElsewhereIsNeverAskedForByName) {
  // Somebody else's package of that name stands in the registry.
  AddPackument("https://a.example/x/-/x-1.0.0.tgz", Of("other").ToString());
  http_.Add("https://a.example/x/-/x-1.0.0.tgz", 200, "other");
  const std::string url = "https://files.example/x.tgz";
  EXPECT_EQ(Told(Fetch({.id = Id("x", "1.0.0"), .resolved = url})), "not-found");
  EXPECT_EQ(Told(Fetch({.id = Id("x", "1.0.0"), .resolved = url, .integrity = Of("mine")})),
            "not-found");
  EXPECT_EQ(
      Told(Fetch({.id = Id("x", "1.0.0"), .resolved = "file:x.tgz", .integrity = Of("mine")})),
      "configuration");
  http_.Add(url, 200, "mine");
  EXPECT_EQ(Told(Fetch({.id = Id("x", "1.0.0"), .resolved = url})), "mine from network, unpinned");
  EXPECT_EQ(http_.urls(), (Urls{url, url, url}));
}

TEST(TarballUrl, FollowsNpmsReplaceRegistryHost) {
  const auto registry = *net::Url::Parse("https://a.example/npm/");
  const std::string own = "https://a.example/npm/@s/x/-/x-1.0.0.tgz";
  const std::string other = "https://b.example/@s/x/-/x-1.0.0.tgz";
  const std::string odd = "https://b.example/download/x.tgz";
  struct Case {
    std::string resolved;
    const char* replace;
    Urls expected;
    bool by_name;
  };
  for (const Case& c : {
           Case{"", "", {own}, true},
           Case{"file:../x.tgz", "", {}, false},
           Case{"git+ssh://git@b.example/x.git#1234", "", {}, false},
           Case{own, "", {own}, true},
           Case{other, "", {own, other}, true},
           Case{other, "npmjs", {own, other}, true},
           Case{other, "never", {other}, true},
           Case{other, "always", {own}, true},
           Case{other, "b.example", {own}, true},
           Case{other, "c.example", {other}, true},
           Case{odd, "", {odd}, false},
           Case{odd, "always", {"https://a.example/npm/download/x.tgz"}, false},
       }) {
    const TarballPlaces places =
        TarballPlacesOf(registry, Id("@s/x", "1.0.0"), c.resolved, c.replace);
    Urls urls;
    for (const auto& url : places.urls) urls.push_back(url.ToString());
    EXPECT_EQ(urls, c.expected) << c.resolved << " " << c.replace;
    EXPECT_EQ(places.by_name, c.by_name) << c.resolved << " " << c.replace;
  }
}

TEST(TarballUrl, EncodesNamesAndVersions) {
  const auto registry = *net::Url::Parse("https://a.example/");
  EXPECT_EQ(PackumentUrl(registry, *PackageName::Parse("@s/x")).ToString(),
            "https://a.example/@s%2Fx");
  EXPECT_EQ(ConventionalTarballUrl(registry, Id("x", "1.0.0+a?b/../c")).ToString(),
            "https://a.example/x/-/x-1.0.0+a%3Fb%2F..%2Fc.tgz");
}

TEST_F(TarballTest, HasNoMoreUnderWayThanTheLimit) {
  constexpr std::size_t kCount = limits::kTarballsInFlight + 30;
  std::vector<TarballRequest> requests(
      kCount, {.id = Id("x", "1.0.0"), .resolved = "", .integrity = Of("bytes")});
  files_.FailWrites("so that the network is asked every time");
  HoldingHttpClient http;
  Client client = MakeClient(http);
  TarballFetcher fetcher(client, std::move(requests));
  std::size_t fetched = 0;
  std::thread puller([&] {
    while (const auto next = fetcher.Next()) fetched += next->result ? 1 : 0;
  });
  for (std::size_t left = kCount; left > 0; --left)
    http.AnswerOneOf(std::min(left, limits::kTarballsInFlight), "bytes");
  puller.join();
  EXPECT_EQ(fetched, kCount);
  EXPECT_EQ(http.most(), limits::kTarballsInFlight);
}

TEST_F(TarballTest, TellsTheNetworkHowMuchWaits) {
  std::vector<TarballRequest> requests(
      4, {.id = Id("x", "1.0.0"), .resolved = "", .integrity = Of("bytes")});
  files_.FailWrites("so that the network is asked every time");
  HoldingHttpClient http;
  Client client = MakeClient(http);
  TarballFetcher fetcher(client, std::move(requests));
  std::optional<TarballFetcher::Fetched> first;
  std::thread puller([&] { first = fetcher.Next(); });
  for (std::size_t left = 4; left > 0; --left) {
    if (left == 1) puller.join();  // it took the first, whichever came later waits
    http.AnswerOneOf(left, "bytes");
  }
  ASSERT_TRUE(first && first->result);
  ASSERT_NE(http.room(), nullptr);
  EXPECT_EQ(http.room()->limit, limits::kTarballBytesHeld);
  EXPECT_EQ(http.room()->waiting, 3 * std::string_view("bytes").size());
  while (fetcher.Next()) continue;
  EXPECT_EQ(http.room()->waiting, 0U);
}

}  // namespace
}  // namespace registry
