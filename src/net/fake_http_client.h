#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "net/http_client.h"

class FakeClock;

namespace net {

/// A network in memory. Answers come before Start returns; a delay moves the clock, when there is
/// one. An unknown URL is answered with status 404.
class FakeHttpClient final : public HttpClient {
 public:
  explicit FakeHttpClient(FakeClock* clock = nullptr) : clock_(clock) {}

  /// Answers for `url` are given in the order they were added; the last one is given for ever.
  void Add(const std::string& url, int status, std::string_view body,
           std::vector<Header> headers = {});
  void AddFailure(const std::string& url, FailureKind kind);

  void Start(Request request, Done done) override;

  /// Every request so far, in order.
  [[nodiscard]] std::vector<Request> requests() const;
  /// The URLs of `requests`, for comparing in one line.
  [[nodiscard]] std::vector<std::string> urls() const;

 private:
  struct Answer {
    int status = 0;
    std::string body;
    std::vector<Header> headers;
    std::optional<FailureKind> failure;
  };
  struct Route {
    std::vector<Answer> answers;
    std::size_t next = 0;
  };
  [[nodiscard]] Outcome AnswerTo(const Request& request);

  FakeClock* clock_;
  mutable std::mutex mutex_;
  std::map<std::string, Route> routes_;
  std::vector<Request> requests_;
};

/// For --offline: every request fails with kOffline.
class OfflineHttpClient final : public HttpClient {
 public:
  void Start(Request request, Done done) override;
  [[nodiscard]] bool IsOffline() const override { return true; }
};

}  // namespace net
