#include "net/fetch.h"

#include <gtest/gtest.h>

#include "net/fake_http_client.h"

namespace net {
namespace {

constexpr UnixMillis kNow = 1'750'000'000'000;
using Names = std::vector<std::string>;

class FetchTest : public testing::Test {
 protected:
  Outcome Get(const std::string& url, std::string token = {}) {
    return FetchAndWait(client_, clock_, retry_,
                        {.url = *Url::Parse(url), .authorization = Secret(std::move(token))});
  }
  static std::string BodyOf(const Outcome& outcome) {
    return outcome ? std::string(AsText(outcome->body)) : outcome.error().error.message;
  }

  FakeClock clock_{kNow};
  FakeHttpClient client_{&clock_};
  RetryPolicy retry_;
};

TEST_F(FetchTest, GivesWhatTheServerSays) {
  client_.Add("https://a.example/x", 200, "hello");
  const Outcome outcome = Get("https://a.example/x");
  EXPECT_EQ(BodyOf(outcome), "hello");
  EXPECT_EQ(client_.urls(), Names{"https://a.example/x"});
}

TEST_F(FetchTest, ANotFoundIsAReplyAndIsNotTriedAgain) {
  EXPECT_EQ(Get("https://a.example/none")->status, 404);
  EXPECT_EQ(client_.urls().size(), 1U);
}

TEST_F(FetchTest, FollowsRedirectsWithTheTokenOnlyOnItsOwnOrigin) {
  client_.Add("https://a.example/x", 302, "", {{"location", "https://cdn.example/y"}});
  client_.Add("https://cdn.example/y", 307, "", {{"location", "https://a.example/z"}});
  client_.Add("https://a.example/z", 200, "there");
  const Outcome outcome = Get("https://a.example/x", "Bearer hush");
  EXPECT_EQ(BodyOf(outcome), "there");
  EXPECT_EQ(outcome->url.ToString(), "https://a.example/z");
  const auto requests = client_.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].authorization.Reveal(), "Bearer hush");
  EXPECT_TRUE(requests[1].authorization.empty());
  EXPECT_EQ(requests[2].authorization.Reveal(), "Bearer hush");
}

TEST_F(FetchTest, AnotherPortOrSchemeIsAnotherOrigin) {
  client_.Add("http://a.example/x", 301, "", {{"location", "http://a.example:8080/x"}});
  client_.Add("http://a.example:8080/x", 301, "", {{"location", "https://a.example/x"}});
  client_.Add("https://a.example/x", 200, "");
  ASSERT_TRUE(Get("http://a.example/x", "Bearer hush"));
  const auto requests = client_.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_TRUE(requests[1].authorization.empty());
  EXPECT_TRUE(requests[2].authorization.empty());
}

TEST_F(FetchTest, TheClientCertificateStaysWithItsOrigin) {
  client_.Add("https://a.example/x", 302, "", {{"location", "https://b.example/x"}});
  client_.Add("https://b.example/x", 200, "");
  ASSERT_TRUE(FetchAndWait(client_, clock_, retry_,
                           {.url = *Url::Parse("https://a.example/x"),
                            .certificate = ClientCertificate{"cert.pem", "key.pem"}}));
  EXPECT_TRUE(client_.requests()[0].certificate);
  EXPECT_FALSE(client_.requests()[1].certificate);
}

TEST_F(FetchTest, RefusesToGoFromHttpsToHttp) {
  client_.Add("https://a.example/x", 302, "", {{"location", "http://a.example/x"}});
  const Outcome outcome = Get("https://a.example/x");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, FailureKind::kForbiddenRedirect);
  EXPECT_EQ(outcome.error().error.message,
            "`https://a.example/x` redirects to `http://a.example/x`, from https to http");
  EXPECT_EQ(client_.urls().size(), 1U);
}

TEST_F(FetchTest, GivesUpOnARedirectLoop) {
  client_.Add("https://a.example/x", 302, "", {{"location", "/x"}});
  const Outcome outcome = Get("https://a.example/x");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, FailureKind::kTooManyRedirects);
  EXPECT_EQ(client_.urls().size(), static_cast<std::size_t>(limits::kRedirects) + 1);
}

TEST_F(FetchTest, ARedirectWithoutLocationIsAReply) {
  client_.Add("https://a.example/x", 302, "");
  EXPECT_EQ(Get("https://a.example/x")->status, 302);
}

TEST_F(FetchTest, TriesAgainAfterPassingTrouble) {
  client_.AddFailure("https://a.example/x", FailureKind::kConnect);
  client_.Add("https://a.example/x", 503, "");
  client_.Add("https://a.example/x", 200, "at last");
  EXPECT_EQ(BodyOf(Get("https://a.example/x")), "at last");
  EXPECT_EQ(client_.urls().size(), 3U);
}

TEST_F(FetchTest, GivesTheLastOutcomeWhenAttemptsRunOut) {
  client_.Add("https://a.example/x", 500, "down");
  EXPECT_EQ(Get("https://a.example/x")->status, 500);
  EXPECT_EQ(client_.urls().size(), static_cast<std::size_t>(limits::kAttempts));
}

TEST_F(FetchTest, DoesNotTryAgainWhatWillNotChange) {
  int number = 0;
  for (const FailureKind kind : {FailureKind::kUntrusted, FailureKind::kTooLarge,
                                 FailureKind::kHeadersTooLarge, FailureKind::kOffline}) {
    const std::string url = "https://a.example/" + std::to_string(number++);
    client_.AddFailure(url, kind);
    const Outcome outcome = Get(url);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, kind);
  }
  for (const int status : {400, 401, 403, 404, 501, 505}) {
    const std::string url = "https://a.example/" + std::to_string(number++);
    client_.Add(url, status, "");
    EXPECT_EQ(Get(url)->status, status);
  }
  EXPECT_EQ(client_.urls().size(), static_cast<std::size_t>(number));
}

std::vector<std::int64_t> Waits(const FakeHttpClient& client) {
  std::vector<std::int64_t> waits;
  for (const Request& request : client.requests()) waits.push_back(request.delay.count());
  return waits;
}

TEST_F(FetchTest, WaitsLongerEachTimeAndTheSameForTheSameSeed) {
  client_.Add("https://a.example/x", 500, "");
  ASSERT_TRUE(Get("https://a.example/x"));
  const auto waits = Waits(client_);
  ASSERT_EQ(waits.size(), 4U);
  EXPECT_EQ(waits[0], 0);
  for (std::size_t i = 1; i < waits.size(); ++i) {
    const std::int64_t full = 500LL << (i - 1);
    EXPECT_GE(waits[i], full / 2);
    EXPECT_LT(waits[i], full);
  }

  FakeHttpClient same(&clock_);
  FakeHttpClient other(&clock_);
  for (FakeHttpClient* client : {&same, &other}) client->Add("https://a.example/x", 500, "");
  ASSERT_TRUE(FetchAndWait(same, clock_, retry_, {.url = *Url::Parse("https://a.example/x")}));
  ASSERT_TRUE(
      FetchAndWait(other, clock_, {.seed = 7}, {.url = *Url::Parse("https://a.example/x")}));
  EXPECT_EQ(Waits(same), waits);
  EXPECT_NE(Waits(other), waits);
}

TEST_F(FetchTest, ObeysRetryAfterInSecondsAndAsADate) {
  client_.Add("https://a.example/x", 429, "", {{"retry-after", "17"}});
  client_.Add("https://a.example/x", 200, "");
  ASSERT_TRUE(Get("https://a.example/x"));
  EXPECT_EQ(Waits(client_), (std::vector<std::int64_t>{0, 17'000}));
  EXPECT_EQ(ParseRetryAfter("Sun, 15 Jun 2025 15:07:20 GMT", kNow), std::chrono::seconds(40));
}

TEST_F(FetchTest, DoesNotWaitForAServerThatAsksForHours) {
  client_.Add("https://a.example/x", 503, "", {{"retry-after", "3600"}});
  EXPECT_EQ(Get("https://a.example/x")->status, 503);
  EXPECT_EQ(client_.urls().size(), 1U);
}

TEST_F(FetchTest, AStoppedFetchIsNotTriedAgain) {
  std::stop_source stop;
  stop.request_stop();
  const Outcome outcome =
      FetchAndWait(client_, clock_, retry_,
                   {.url = *Url::Parse("https://a.example/x"), .stop = stop.get_token()});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, FailureKind::kCancelled);
  EXPECT_EQ(client_.urls().size(), 1U);
}

TEST_F(FetchTest, OfflineTouchesNothingAndSaysSo) {
  OfflineHttpClient offline;
  const Outcome outcome =
      FetchAndWait(offline, clock_, retry_, {.url = *Url::Parse("https://a.example/x?t=hush")});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, FailureKind::kOffline);
  EXPECT_EQ(outcome.error().error.message,
            "`https://a.example/x` was not fetched: the network is not to be used");
}

TEST(RetryAfter, ReadsOnlySecondsAndDates) {
  struct Case {
    const char* text;
    std::int64_t milliseconds;  ///< -1: nothing
  };
  for (const Case& c :
       {Case{"0", 0}, Case{" 120 ", 120'000}, Case{"", -1}, Case{"soon", -1}, Case{"-5", -1},
        Case{"99999999999", 86'400'000}, Case{"Sun, 15 Jun 2025 15:06:41 GMT", 1000},
        Case{"Sunday, 15-Jun-25 15:06:41 GMT", 1000}, Case{"Sun Jun 15 15:06:41 2025", 1000},
        Case{"Sun, 15 Jun 2025 14:00:00 GMT", 0}}) {
    const auto wait = ParseRetryAfter(c.text, kNow);
    EXPECT_EQ(wait ? wait->count() : -1, c.milliseconds) << c.text;
  }
}

}  // namespace
}  // namespace net
