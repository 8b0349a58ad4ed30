#include "net/curl_http_client.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <support/loopback_server.h>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>

#include "net/fetch.h"

namespace net {
namespace {

using loopback::Connection;

Outcome Get(HttpClient& client, const std::string& url, Request request) {
  request.url = *Url::Parse(url);
  std::promise<Outcome> promise;
  client.Start(std::move(request), [&](Outcome outcome) { promise.set_value(std::move(outcome)); });
  return promise.get_future().get();
}

Outcome Get(HttpClient& client, const std::string& url) {
  return Get(client, url, {.url = *Url::Parse(url)});
}

/// The kind of failure of one GET to a server that answers by `answer`.
std::string FailureOf(const std::function<void(Connection&)>& answer, CurlOptions options = {},
                      std::size_t body_limit = 1000) {
  loopback::Server server([&](const loopback::Request&, Connection& c) { answer(c); });
  CurlHttpClient client(std::move(options));
  const std::string url = server.Url("/x");
  const Outcome outcome = Get(client, url, {.url = *Url::Parse(url), .body_limit = body_limit});
  return outcome ? fmt::format("status {}", outcome->status)
                 : std::string(NameOf(outcome.error().kind));
}

TEST(CurlHttpClient, FetchesStatusHeadersAndBody) {
  loopback::Server server([](const loopback::Request& request, Connection& c) {
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.headers.at("accept"), "application/json");
    EXPECT_EQ(request.headers.at("authorization"), "Bearer hush");
    EXPECT_TRUE(request.headers.at("user-agent").starts_with("sallyport/"));
    EXPECT_FALSE(request.headers.contains("accept-encoding"));
    c.Respond(200, "hello", {{"ETag", "\"7\""}, {"X-Twice", "1"}, {"x-twice", "2"}});
  });
  CurlHttpClient client;
  const std::string url = server.Url("/a?b=c");
  const Outcome outcome = Get(client, url,
                              {.url = *Url::Parse(url),
                               .headers = {{"Accept", "application/json"}},
                               .authorization = Secret("Bearer hush")});
  ASSERT_TRUE(outcome) << outcome.error().error.message;
  EXPECT_EQ(outcome->status, 200);
  EXPECT_EQ(outcome->version, HttpVersion::kHttp1);
  EXPECT_EQ(AsText(outcome->body), "hello");
  EXPECT_EQ(outcome->Find("etag"), "\"7\"");
  EXPECT_EQ(outcome->Find("x-twice"), "2");
  EXPECT_EQ(outcome->Find("none"), "");
  EXPECT_EQ(server.log(), std::vector<std::string>{"GET /a?b=c"});
}

TEST(CurlHttpClient, RedirectsAreLeftToTheCaller) {
  loopback::Server server([](const loopback::Request&, Connection& c) {
    c.Respond(302, "", {{"Location", "/elsewhere"}});
  });
  CurlHttpClient client;
  EXPECT_EQ(Get(client, server.Url("/x"))->status, 302);
  EXPECT_EQ(server.log().size(), 1U);
}

TEST(CurlHttpClient, TheTokenDoesNotFollowARedirectToAnotherOrigin) {
  std::string seen = "nothing";
  loopback::Server other([&](const loopback::Request& request, Connection& c) {
    seen = request.headers.contains("authorization") ? "token" : "no token";
    c.Respond(200, "");
  });
  loopback::Server server([&](const loopback::Request& request, Connection& c) {
    EXPECT_TRUE(request.headers.contains("authorization"));
    c.Respond(302, "", {{"Location", other.Url("/y")}});
  });
  CurlHttpClient client;
  const SystemClock clock;
  const Outcome outcome =
      FetchAndWait(client, clock, {},
                   {.url = *Url::Parse(server.Url("/x")), .authorization = Secret("Bearer hush")});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(seen, "no token");
}

TEST(CurlHttpClient, SeesATruncatedBody) {
  EXPECT_EQ(FailureOf([](Connection& c) {
              c.Send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
              c.Close();
            }),
            "truncated");
  EXPECT_EQ(FailureOf([](Connection& c) {
              c.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
              c.Close();
            }),
            "truncated");
}

TEST(CurlHttpClient, ReadsNoMoreThanTheContentLength) {
  loopback::Server server([](const loopback::Request&, Connection& c) {
    c.Send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n");
    c.Close();
  });
  CurlHttpClient client;
  EXPECT_EQ(AsText(Get(client, server.Url("/x"))->body), "hello");
}

TEST(CurlHttpClient, RefusesABodyPastTheLimitAnnouncedOrNot) {
  EXPECT_EQ(FailureOf([](Connection& c) { c.Respond(200, std::string(1001, 'x')); }), "too-large");
  EXPECT_EQ(FailureOf([](Connection& c) { c.Respond(200, std::string(1000, 'x')); }), "status 200");
  EXPECT_EQ(FailureOf([](Connection& c) {
              c.Send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
              while (c.Send(std::string(4096, 'x'))) {
              }
            }),
            "too-large");
  EXPECT_EQ(
      FailureOf(
          [](Connection& c) { c.Respond(500, std::string(limits::kErrorBodyBytes + 1, 'x')); }, {},
          limits::kArchiveBytes),
      "too-large");
}

TEST(CurlHttpClient, RefusesHeadersPastTheLimit) {
  EXPECT_EQ(FailureOf([](Connection& c) {
              c.Send("HTTP/1.1 200 OK\r\n");
              const std::string line = "X: " + std::string(8000, 'h') + "\r\n";
              for (int i = 0; i < 10'000 && c.Send(line); ++i) {
              }
            }),
            "headers-too-large");
}

TEST(CurlHttpClient, GivesUpOnAStalledServer) {
  const CurlOptions quick{.stall_timeout = std::chrono::seconds(1)};
  EXPECT_EQ(FailureOf(
                [](Connection& c) {
                  c.Send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun");
                  c.WaitForEnd();
                },
                quick),
            "stalled");
  EXPECT_EQ(FailureOf([](Connection& c) { c.WaitForEnd(); }, quick), "stalled");
}

TEST(CurlHttpClient, ABodyMayBeSilentForAWhile) {
  loopback::Server server([](const loopback::Request&, Connection& c) {
    c.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegun");
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));  // it was looked after by then
    c.Send("ended");
  });
  CurlHttpClient client;
  EXPECT_EQ(AsText(Get(client, server.Url("/x"))->body), "begunended");
}

TEST(CurlHttpClient, GivesUpOnAServerThatDripsPastTheTimeout) {
  EXPECT_EQ(FailureOf(
                [](Connection& c) {
                  c.Send("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n");
                  while (c.Send(std::string(40, 'x'))) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(10));
                  }
                },
                {.request_timeout = std::chrono::milliseconds(400)}, 100'000'000),
            "timeout");
}

TEST(CurlHttpClient, TellsGarbageFromHttp) {
  EXPECT_EQ(FailureOf([](Connection& c) {
              c.Send("220 mail.example ESMTP\r\n");
              c.Close();
            }),
            "protocol");
  EXPECT_EQ(FailureOf([](Connection& c) { c.Close(); }), "connect");
}

TEST(CurlHttpClient, TellsARefusedConnection) {
  CurlHttpClient client;
  const Outcome outcome = Get(client, fmt::format("http://127.0.0.1:{}/x", loopback::ClosedPort()));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, FailureKind::kConnect);
  EXPECT_FALSE(outcome.error().error.help.empty());
}

TEST(CurlHttpClient, ConnectionsAreKeptAndBounded) {
  std::atomic<int> now{0};
  std::atomic<int> most{0};
  loopback::Server server([&](const loopback::Request&, Connection& c) {
    const int current = ++now;
    for (int seen = most; seen < current && !most.compare_exchange_weak(seen, current);) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    --now;
    c.Respond(200, "x");
  });
  constexpr int kCount = 200;
  std::atomic<int> good{0};
  std::promise<void> all;
  {
    CurlHttpClient client;
    std::atomic<int> left{kCount};
    for (int i = 0; i < kCount; ++i) {
      client.Start({.url = *Url::Parse(server.Url(fmt::format("/{}", i)))}, [&](Outcome outcome) {
        if (outcome && outcome->ok()) ++good;
        if (--left == 0) all.set_value();
      });
    }
    all.get_future().wait();
  }
  EXPECT_EQ(good, kCount);
  EXPECT_GT(most, 1);
  EXPECT_LE(most, limits::kConnections);
  EXPECT_LE(server.connections(), limits::kConnections);
}

TEST(CurlHttpClient, BodiesUnderWayStayWithinTheirMemory) {
  constexpr std::size_t kBody = 4 * limits::kMiB;
  constexpr std::size_t kLimit = 6 * limits::kMiB;
  constexpr int kCount = 12;
  loopback::Server server([](const loopback::Request& request, Connection& c) {
    c.Respond(200, std::string(kBody, request.target.back()));
  });
  CurlHttpClient client({.buffer_limit = kLimit});
  std::atomic<int> good{0};
  std::atomic<int> left{kCount};
  std::promise<void> all;
  for (int i = 0; i < kCount; ++i) {
    const char letter = static_cast<char>('a' + i);
    client.Start({.url = *Url::Parse(server.Url(fmt::format("/{}", letter)))},
                 [&, letter](Outcome outcome) {
                   if (outcome && AsText(outcome->body) == std::string(kBody, letter)) ++good;
                   if (--left == 0) all.set_value();
                 });
  }
  all.get_future().wait();
  EXPECT_EQ(good, kCount);
  EXPECT_GT(client.peak_buffered_bytes(), kBody);
  EXPECT_LE(client.peak_buffered_bytes(), kLimit + kBody);
}

// Nobody takes what has come until nothing more comes: the room must hold it all back, and then
// let everything through.
TEST(CurlHttpClient, BodiesThatWaitHoldBackThoseOfTheirRoom) {
  constexpr std::size_t kBody = 2 * limits::kMiB;
  constexpr std::size_t kLimit = 5 * limits::kMiB;
  constexpr std::size_t kCount = 12;
  loopback::Server server([](const loopback::Request& request, Connection& c) {
    c.Respond(200, std::string(kBody, request.target.back()));
  });
  CurlHttpClient client;
  const auto room = std::make_shared<BodyRoom>(kLimit);
  std::mutex mutex;
  std::condition_variable arrived;
  std::size_t came = 0;
  for (std::size_t i = 0; i < kCount; ++i) {
    const char letter = static_cast<char>('a' + i);
    client.Start({.url = *Url::Parse(server.Url(fmt::format("/{}", letter))), .room = room},
                 [&, letter](const Outcome& outcome) {
                   const std::lock_guard lock(mutex);
                   if (!outcome || AsText(outcome->body) != std::string(kBody, letter)) return;
                   room->waiting += kBody;
                   ++came;
                   arrived.notify_all();
                 });
  }
  // One to three fit; a request of no room is not held back by them.
  std::unique_lock lock(mutex);
  arrived.wait(lock, [&] { return came >= 1; });
  lock.unlock();
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  EXPECT_TRUE(Get(client, server.Url("/z")));
  EXPECT_LE(room->used(), kLimit + kBody);
  lock.lock();
  EXPECT_LE(came, 3U);
  std::size_t taken = 0;
  while (taken < kCount) {
    const auto in_time =
        arrived.wait_for(lock, std::chrono::seconds(20), [&] { return came > taken; });
    ASSERT_TRUE(in_time) << "nothing came although there was room, after " << taken;
    EXPECT_LE(room->used(), kLimit + kBody);
    room->waiting -= kBody;
    ++taken;
  }
}

TEST(CurlHttpClient, ARequestMayBeStartedFromADone) {
  loopback::Server server(
      [](const loopback::Request& request, Connection& c) { c.Respond(200, request.target); });
  CurlHttpClient client;
  std::promise<Outcome> promise;
  client.Start({.url = *Url::Parse(server.Url("/1"))}, [&](const Outcome&) {
    client.Start({.url = *Url::Parse(server.Url("/2"))},
                 [&](Outcome outcome) { promise.set_value(std::move(outcome)); });
  });
  EXPECT_EQ(AsText(promise.get_future().get()->body), "/2");
}

TEST(CurlHttpClient, AStopCancelsWhatRunsAndWhatWaits) {
  loopback::Server server([](const loopback::Request&, Connection& c) { c.WaitForEnd(); });
  CurlHttpClient client;
  std::stop_source stop;
  std::promise<FailureKind> running;
  std::promise<FailureKind> waiting;
  const auto url = *Url::Parse(server.Url("/x"));
  client.Start({.url = url, .stop = stop.get_token()},
               [&](const Outcome& outcome) { running.set_value(outcome.error().kind); });
  client.Start({.url = url, .delay = std::chrono::hours(1), .stop = stop.get_token()},
               [&](const Outcome& outcome) { waiting.set_value(outcome.error().kind); });
  while (server.log().empty()) std::this_thread::yield();
  stop.request_stop();
  EXPECT_EQ(running.get_future().get(), FailureKind::kCancelled);
  EXPECT_EQ(waiting.get_future().get(), FailureKind::kCancelled);
}

TEST(CurlHttpClient, TheDestructorAnswersEverybody) {
  loopback::Server server([](const loopback::Request&, Connection& c) { c.WaitForEnd(); });
  std::atomic<int> cancelled{0};
  {
    CurlHttpClient client;
    const auto url = *Url::Parse(server.Url("/x"));
    for (int i = 0; i < 50; ++i) {
      client.Start({.url = url}, [&](const Outcome& outcome) {
        if (outcome.error().kind == FailureKind::kCancelled) ++cancelled;
        if (cancelled == 1) {
          client.Start({.url = url}, [&](const Outcome&) { ++cancelled; });
        }
      });
    }
    while (server.log().empty()) std::this_thread::yield();
  }
  EXPECT_EQ(cancelled, 51);
}

TEST(CurlHttpClient, RefusesACertificateThatNobodyVouchesFor) {
  loopback::Server server([](const loopback::Request&, Connection& c) { c.Respond(200, "x"); },
                          loopback::Server::Scheme::kHttps);
  CurlHttpClient client;
  const Outcome outcome = Get(client, server.Url("/x"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, FailureKind::kUntrusted);
  EXPECT_EQ(outcome.error().error.help,
            "if your network re-signs TLS, name its certificate with `cafile` in `.npmrc`");
  EXPECT_TRUE(server.log().empty());
}

TEST(CurlHttpClient, TrustsACertificateThatIsNamed) {
  loopback::Server server([](const loopback::Request&, Connection& c) { c.Respond(200, "x"); },
                          loopback::Server::Scheme::kHttps);
  CurlHttpClient by_text({.ca_pem = server.certificate()});
  EXPECT_TRUE(Get(by_text, server.Url("/x")));
  const std::string file = testing::TempDir() + "net_test_ca.pem";
  std::FILE* const out = std::fopen(file.c_str(), "w");
  std::fputs(server.certificate().c_str(), out);
  std::fclose(out);
  CurlHttpClient by_file({.ca_file = file});
  EXPECT_TRUE(Get(by_file, server.Url("/x")));
  CurlHttpClient besides({.extra_ca_file = file});
  EXPECT_TRUE(Get(besides, server.Url("/x")));
}

TEST(CurlHttpClient, VerifiesTheHostNameToo) {
  loopback::Server server([](const loopback::Request&, Connection& c) { c.Respond(200, "x"); },
                          loopback::Server::Scheme::kHttps);
  CurlHttpClient client({.ca_pem = server.certificate()});
  const Outcome outcome = Get(client, server.UrlOn("127.0.0.2", "/x"));
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().kind, FailureKind::kProtocol);
  EXPECT_TRUE(server.log().empty());
}

TEST(CurlHttpClient, AnUnreadableCaFileTrustsNobody) {
  loopback::Server server([](const loopback::Request&, Connection& c) { c.Respond(200, "x"); },
                          loopback::Server::Scheme::kHttps);
  CurlHttpClient client({.ca_file = "/nonexistent/ca.pem"});
  const Outcome outcome = Get(client, server.Url("/x"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, FailureKind::kUntrusted);
}

TEST(CurlHttpClient, GoesThroughTheProxyButNotForExcludedHosts) {
  loopback::Server proxy([](const loopback::Request& request, Connection& c) {
    EXPECT_EQ(request.headers.at("proxy-authorization"), "Basic dTpw");
    c.Respond(200, "from the proxy");
  });
  loopback::Server server(
      [](const loopback::Request&, Connection& c) { c.Respond(200, "direct"); });
  std::string proxy_url = proxy.Url("");
  proxy_url.insert(proxy_url.find("//") + 2, "u:p@");
  CurlHttpClient client({.http_proxy = Secret(proxy_url), .no_proxy = "127.0.0.1"});
  EXPECT_EQ(AsText(Get(client, "http://registry.example/x")->body), "from the proxy");
  EXPECT_EQ(proxy.log(), std::vector<std::string>{"GET http://registry.example/x"});
  EXPECT_EQ(AsText(Get(client, server.Url("/x"))->body), "direct");
}

TEST(CurlHttpClient, UnpacksCompressedBodiesWithinTheLimit) {
  // gzip of 2000 times 'a'
  constexpr unsigned char kGzip[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02,
                                     0x03, 0x4b, 0x4c, 0x1c, 0x05, 0xa3, 0x60, 0x14, 0x8c,
                                     0x82, 0x51, 0x30, 0x0a, 0x46, 0xc1, 0x50, 0x07, 0x00,
                                     0x39, 0x3e, 0x13, 0xa8, 0xd0, 0x07, 0x00, 0x00};
  loopback::Server server([&](const loopback::Request& request, Connection& c) {
    EXPECT_EQ(request.headers.at("accept-encoding"), "gzip");
    c.Respond(200, {reinterpret_cast<const char*>(kGzip), sizeof kGzip},
              {{"Content-Encoding", "gzip"}});
  });
  CurlHttpClient client;
  const auto url = *Url::Parse(server.Url("/x"));
  const Outcome whole = Get(client, url.ToString(),
                            {.url = url, .compression = Compression::kAllowed, .body_limit = 2000});
  ASSERT_TRUE(whole) << whole.error().error.message;
  EXPECT_EQ(AsText(whole->body), std::string(2000, 'a'));
  const Outcome bomb = Get(client, url.ToString(),
                           {.url = url, .compression = Compression::kAllowed, .body_limit = 1999});
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().kind, FailureKind::kTooLarge);
}

}  // namespace
}  // namespace net
