#include "registry/client.h"

#include <gtest/gtest.h>

#include "net/fake_http_client.h"

namespace registry {
namespace {

constexpr UnixMillis kNow = 1'750'000'000'000;

class ClientTest : public testing::Test {
 protected:
  ClientTest() {
    files_.Add("/home/.npmrc",
               "registry=https://a.example/npm/\n//a.example/npm/:_authToken=hush\n");
    settings_.emplace(Npmrc::Read(files_, {}, {.home = "/home", .project = "/app"}), Environment(),
                      [] { return Result<std::string>(Fail("nobody knows")); });
  }
  PackumentResult Fetch(PackumentForm form = PackumentForm::kFull) { return FetchBy(http_, form); }
  PackumentResult FetchBy(net::HttpClient& http, PackumentForm form = PackumentForm::kFull) {
    Client client({.settings = *settings_,
                   .files = files_,
                   .clock = clock_,
                   .http = http,
                   .cache_folder = "/cache"});
    return client.FetchPackument(*PackageName::Parse("x"), form);
  }
  static std::string Told(const PackumentResult& result) {
    if (!result) return std::string(NameOf(result.error().kind));
    return std::to_string(result->packument.versions.size()) + (result->stale ? " stale" : "");
  }
  static std::string HeaderOf(const net::Request& request, std::string_view name) {
    for (const net::Header& header : request.headers) {
      if (header.name == name) return header.value;
    }
    return "none";
  }

  const std::string url_ = "https://a.example/npm/x";
  const std::string one_ = R"({"versions":{"1.0.0":{}}})";
  const std::string two_ = R"({"versions":{"1.0.0":{},"1.0.1":{}}})";
  FakeFileSystem files_;
  FakeClock clock_{kNow};
  net::FakeHttpClient http_{&clock_};
  std::optional<Settings> settings_;
};

TEST_F(ClientTest, AsksWithTokenCompressionAndForm) {
  http_.Add(url_, 200, one_);
  EXPECT_EQ(Told(Fetch()), "1");
  EXPECT_EQ(Told(Fetch(PackumentForm::kAbbreviated)), "1");
  const auto requests = http_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].authorization.Reveal(), "Bearer hush");
  EXPECT_EQ(requests[0].compression, net::Compression::kAllowed);
  EXPECT_EQ(requests[0].body_limit, limits::kPackumentBytes);
  EXPECT_EQ(HeaderOf(requests[0], "Accept"), "application/json");
  EXPECT_TRUE(HeaderOf(requests[1], "Accept").starts_with("application/vnd.npm.install-v1+json"));
}

TEST_F(ClientTest, AFreshDocumentIsNotAskedForAgain) {
  http_.Add(url_, 200, one_, {{"cache-control", "public, max-age=300"}, {"age", "100"}});
  EXPECT_EQ(Told(Fetch()), "1");
  clock_.Advance(199'000);
  EXPECT_EQ(Told(Fetch()), "1");
  EXPECT_EQ(http_.urls().size(), 1U);
  clock_.Advance(2'000);
  EXPECT_EQ(Told(Fetch()), "1");
  EXPECT_EQ(http_.urls().size(), 2U);
}

TEST_F(ClientTest, AnOldDocumentIsAskedForWithItsETag) {
  http_.Add(url_, 200, one_, {{"etag", "\"7\""}, {"last-modified", "yesterday"}});
  http_.Add(url_, 304, "", {{"cache-control", "max-age=60"}});
  http_.Add(url_, 200, two_);
  EXPECT_EQ(Told(Fetch()), "1");
  clock_.Advance(1000);
  const PackumentResult same = Fetch();
  EXPECT_EQ(Told(same), "1");
  EXPECT_EQ(same->fetched, kNow + 1000);
  EXPECT_EQ(HeaderOf(http_.requests()[1], "If-None-Match"), "\"7\"");
  EXPECT_EQ(Told(Fetch()), "1") << "the 304 made it fresh again";
  clock_.Advance(61'000);
  EXPECT_EQ(Told(Fetch()), "2");
  EXPECT_EQ(http_.urls().size(), 3U);
}

TEST_F(ClientTest, WithoutETagTheDateIsUsed) {
  http_.Add(url_, 200, one_, {{"last-modified", "Sun, 15 Jun 2025 15:06:41 GMT"}});
  EXPECT_EQ(Told(Fetch()), "1");
  EXPECT_EQ(Told(Fetch()), "1");
  EXPECT_EQ(HeaderOf(http_.requests()[1], "If-Modified-Since"), "Sun, 15 Jun 2025 15:06:41 GMT");
}

TEST_F(ClientTest, AStaleDocumentServesWhenTheRegistryCannotBeReached) {
  net::OfflineHttpClient offline;
  EXPECT_EQ(Told(FetchBy(offline)), "offline");
  http_.Add(url_, 200, one_);
  http_.Add(url_, 500, "");
  EXPECT_EQ(Told(Fetch()), "1");
  EXPECT_EQ(Told(Fetch()), "1 stale");
  EXPECT_EQ(Told(FetchBy(offline)), "1 stale");
  EXPECT_EQ(Told(FetchBy(offline, PackumentForm::kAbbreviated)), "offline");
}

TEST_F(ClientTest, AStaleDocumentDoesNotHideThatAPackageIsGone) {
  http_.Add(url_, 200, one_);
  http_.Add(url_, 404, "");
  EXPECT_EQ(Told(Fetch()), "1");
  EXPECT_EQ(Told(Fetch()), "not-found");
}

TEST_F(ClientTest, AnAnswerThatIsNoDocumentIsNotKept) {
  http_.Add(url_, 200, "<html>", {{"cache-control", "max-age=60"}});
  http_.Add(url_, 200, one_);
  EXPECT_EQ(Told(Fetch()), "malformed");
  EXPECT_EQ(Told(Fetch()), "1");
}

TEST_F(ClientTest, ADamagedDocumentInTheCacheIsFetchedAgain) {
  http_.Add(url_, 200, one_, {{"cache-control", "max-age=60"}});
  EXPECT_EQ(Told(Fetch()), "1");
  const auto folders = *files_.List("/cache/packuments");
  const std::string folder = "/cache/packuments/" + folders[0].name;
  const std::string path = JoinPath(folder, files_.List(folder)->front().name);
  auto bytes = *files_.Read(path, 10'000);
  bytes[bytes.size() - 3] ^= 1;
  files_.Add(path, AsText(bytes));
  EXPECT_EQ(Told(Fetch()), "1");
  EXPECT_EQ(http_.urls().size(), 2U);
}

TEST(FreshSeconds, ReadsCacheControlAndAge) {
  struct Case {
    const char* control;
    const char* age;
    std::int64_t expected;
  };
  for (const Case& c : {Case{"max-age=60", "", 60}, Case{"max-age=60", "20", 40},
                        Case{"max-age=60", "99999999999999", 0}, Case{"Public, Max-Age=5", "", 5},
                        Case{"max-age=60, no-cache", "", 0}, Case{"no-store", "", 0},
                        Case{"max-age=-1", "", 0}, Case{"max-age=x", "", 0}, Case{"", "", 0},
                        Case{"max-age=99999999", "", limits::kPackumentFreshSeconds}}) {
    net::Reply reply{.url = *net::Url::Parse("https://a.example/")};
    reply.headers = {{"cache-control", c.control}, {"age", c.age}};
    EXPECT_EQ(FreshSeconds(reply), c.expected) << c.control << " " << c.age;
  }
}

}  // namespace
}  // namespace registry
