#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <support/loopback_server.h>
#include <atomic>
#include <filesystem>
#include <set>

#include "net/curl_http_client.h"
#include "registry/tarball_fetcher.h"

namespace registry {
namespace {

using loopback::Connection;

std::string BodyOf(std::string_view name) {
  std::string body;
  while (body.size() < 50'000) body += fmt::format("{} {}\n", name, body.size());
  return body;
}
Integrity IntegrityOf(std::string_view name) {
  return Integrity::Of(AsBytes(BodyOf(name)));
}

/// Real disk, real sockets, real time: what the other tests fake, all at once.
class LoopbackTest : public testing::Test {
 protected:
  LoopbackTest() : folder_(fmt::format("{}registry_loopback_{}", testing::TempDir(), ::getpid())) {
    std::filesystem::remove_all(folder_);
  }
  ~LoopbackTest() override { std::filesystem::remove_all(folder_); }
  LoopbackTest(const LoopbackTest&) = delete;
  LoopbackTest& operator=(const LoopbackTest&) = delete;

  void Configure(std::string_view npmrc) {
    ASSERT_TRUE(files_.WriteAtomically(folder_ + "/home/.npmrc", AsBytes(npmrc)));
    const NpmPlaces places = {.home = folder_ + "/home", .project = folder_ + "/app"};
    settings_.emplace(Npmrc::Read(files_, {}, places), Environment(),
                      [] { return Result<std::string>(Fail("nobody knows")); });
    http_.emplace(settings_->connection());
  }
  [[nodiscard]] Client MakeClient(const std::stop_token& stop = {}) {
    return Client({.settings = *settings_,
                   .files = files_,
                   .clock = clock_,
                   .http = *http_,
                   .cache_folder = folder_ + "/cache",
                   .retry = {.first_wait = std::chrono::milliseconds(10)},
                   .stop = stop});
  }
  std::string Fetch(const char* name) {
    Client client = MakeClient();
    const TarballResult result = FetchTarball(
        client, {.id = {*PackageName::Parse(name), "1.0.0"}, .integrity = IntegrityOf(name)});
    return result ? std::string(NameOf(result->source)) : std::string(NameOf(result.error().kind));
  }

  std::string folder_;
  DiskFileSystem files_;
  SystemClock clock_;
  std::optional<Settings> settings_;
  std::optional<net::CurlHttpClient> http_;
};

TEST_F(LoopbackTest, EachScopeHasItsRegistryAndItsToken) {
  const auto guarded = [](const char* token, const char* name) {
    return [token, name](const loopback::Request& request, Connection& c) {
      const auto sent = request.headers.find("authorization");
      if (sent == request.headers.end()) return c.Respond(401, "");
      if (sent->second != token) return c.Respond(403, "");
      c.Respond(200, BodyOf(name));
    };
  };
  const loopback::Server general(guarded("Bearer general", "x"));
  const loopback::Server scoped(guarded("Bearer scoped", "@s/x"));
  const std::string base =
      fmt::format("registry={}\n@s:registry={}\n", general.Url("/"), scoped.Url("/npm/"));
  Configure(base);
  EXPECT_EQ(Fetch("x"), "denied");
  Configure(base + fmt::format("//{}:_authToken=general\n//{}:_authToken=scoped\n",
                               general.Url("/").substr(7), scoped.Url("/npm/").substr(7)));
  EXPECT_EQ(Fetch("x"), "network");
  EXPECT_EQ(Fetch("@s/x"), "network");
  EXPECT_EQ(Fetch("@s/x"), "cache");
  EXPECT_EQ(scoped.log(), std::vector<std::string>{"GET /npm/@s/x/-/x-1.0.0.tgz"});
}

TEST_F(LoopbackTest, ATarballBehindARedirectIsFetchedWithoutTheToken) {
  std::atomic<bool> leaked{false};
  const loopback::Server files([&](const loopback::Request& request, Connection& c) {
    if (request.headers.contains("authorization")) leaked = true;
    c.Respond(200, BodyOf("x"));
  });
  const loopback::Server registry([&](const loopback::Request& request, Connection& c) {
    EXPECT_EQ(request.headers.at("authorization"), "Bearer hush");
    c.Respond(302, "", {{"Location", files.Url("/blob?signed=1")}});
  });
  Configure(fmt::format("registry={}\n//{}:_authToken=hush\n", registry.Url("/"),
                        registry.Url("/").substr(7)));
  EXPECT_EQ(Fetch("x"), "network");
  EXPECT_FALSE(leaked);
}

TEST_F(LoopbackTest, PassingFailuresAreTriedAgain) {
  std::atomic<int> calls{0};
  const loopback::Server registry([&](const loopback::Request&, Connection& c) {
    switch (calls++) {
      case 0:
        return c.Respond(503, "", {{"Retry-After", "0"}});
      case 1:
        return c.Close();
      case 2:
        c.Send("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\ncut");
        return c.Close();
      default:
        return c.Respond(200, BodyOf("x"));
    }
  });
  Configure(fmt::format("registry={}\n", registry.Url("/")));
  EXPECT_EQ(Fetch("x"), "network");
  EXPECT_EQ(calls, 4);
}

TEST_F(LoopbackTest, ADocumentIsRevalidatedByItsETag) {
  const loopback::Server registry([](const loopback::Request& request, Connection& c) {
    const auto tag = request.headers.find("if-none-match");
    if (tag != request.headers.end() && tag->second == "\"7\"") {
      return (void)c.Send("HTTP/1.1 304 Not Modified\r\n\r\n");
    }
    c.Respond(200, R"({"name":"x","versions":{"1.0.0":{}}})", {{"ETag", "\"7\""}});
  });
  Configure(fmt::format("registry={}\n", registry.Url("/")));
  Client client = MakeClient();
  for (int i = 0; i < 2; ++i) {
    const auto answer =
        client.FetchPackument(*PackageName::Parse("x"), PackumentForm::kAbbreviated);
    ASSERT_TRUE(answer) << answer.error().error.message;
    EXPECT_EQ(answer->packument.versions.size(), 1U);
    EXPECT_FALSE(answer->stale);
  }
  EXPECT_EQ(registry.log().size(), 2U);
}

TEST_F(LoopbackTest, AStoppedRunIsGoneOnWithNotBegunAgain) {
  constexpr std::size_t kCount = 40;
  constexpr int kServed = 10;
  std::atomic<int> served{0};
  std::atomic<bool> stalling{true};
  const loopback::Server registry([&](const loopback::Request& request, Connection& c) {
    if (stalling && served++ >= kServed) return c.WaitForEnd();
    c.Respond(200, BodyOf(request.target.substr(1, request.target.find('/', 1) - 1)));
  });
  Configure(fmt::format("registry={}\n", registry.Url("/")));
  std::vector<TarballRequest> requests;
  for (std::size_t i = 0; i < kCount; ++i) {
    const std::string name = fmt::format("p{}", i);
    requests.push_back(
        {.id = {*PackageName::Parse(name), "1.0.0"}, .integrity = IntegrityOf(name)});
  }

  std::stop_source stop;
  std::size_t good = 0;
  std::size_t cancelled = 0;
  {
    Client client = MakeClient(stop.get_token());
    TarballFetcher fetcher(client, requests);
    while (const auto fetched = fetcher.Next()) {
      if (fetched->result) {
        if (++good == kServed) stop.request_stop();
      } else if (fetched->result.error().kind == FailureKind::kCancelled) {
        ++cancelled;
      }
    }
  }
  EXPECT_EQ(good, static_cast<std::size_t>(kServed));
  EXPECT_EQ(cancelled, kCount - kServed);

  stalling = false;
  const std::size_t asked_before = registry.log().size();
  Client client = MakeClient();
  TarballFetcher fetcher(client, requests);
  good = 0;
  while (const auto fetched = fetcher.Next()) {
    if (fetched->result) ++good;
  }
  EXPECT_EQ(good, kCount);
  EXPECT_EQ(fetcher.counts().from_network, kCount - kServed);
  EXPECT_EQ(registry.log().size() - asked_before, kCount - kServed);
}

TEST_F(LoopbackTest, TheEndOfTheHttpClientAnswersAWaitingFetcher) {
  const loopback::Server registry([](const loopback::Request&, Connection& c) { c.WaitForEnd(); });
  Configure(fmt::format("registry={}\n", registry.Url("/")));
  Client client = MakeClient();
  std::optional<TarballFetcher> fetcher;
  fetcher.emplace(client, std::vector<TarballRequest>{{.id = {*PackageName::Parse("x"), "1.0.0"},
                                                       .integrity = IntegrityOf("x")}});
  std::thread puller([&] {
    const auto fetched = fetcher->Next();
    EXPECT_EQ(fetched->result.error().kind, FailureKind::kCancelled);
  });
  while (registry.log().empty()) std::this_thread::yield();
  // The end of the client answers what is under way.
  http_.reset();
  puller.join();
  fetcher.reset();
}

}  // namespace
}  // namespace registry
