#include "net/fake_http_client.h"

#include <fmt/format.h>

#include "base/clock.h"

namespace net {

void FakeHttpClient::Add(const std::string& url, int status, std::string_view body,
                         std::vector<Header> headers) {
  const std::lock_guard lock(mutex_);
  routes_[url].answers.push_back({.status = status,
                                  .body = std::string(body),
                                  .headers = std::move(headers),
                                  .failure = std::nullopt});
}

void FakeHttpClient::AddFailure(const std::string& url, FailureKind kind) {
  const std::lock_guard lock(mutex_);
  routes_[url].answers.push_back({.status = 0, .body = {}, .headers = {}, .failure = kind});
}

void FakeHttpClient::Start(Request request, Done done) {
  // The lock is released before `done`, which may call Start.
  Outcome outcome = AnswerTo(request);
  done(std::move(outcome));
}

Outcome FakeHttpClient::AnswerTo(const Request& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  const auto fail = [&](FailureKind kind) {
    return tl::unexpected(Failure{
        kind,
        {.message = fmt::format("{}: {}", request.url.ForMessage(), NameOf(kind)), .help = {}}});
  };
  if (request.stop.stop_requested()) return fail(FailureKind::kCancelled);
  if (clock_ != nullptr) clock_->Advance(request.delay.count());
  Reply reply{
      .url = request.url, .status = 404, .version = HttpVersion::kHttp1, .headers = {}, .body = {}};
  const auto route = routes_.find(request.url.ToString());
  if (route == routes_.end()) return reply;
  auto& [answers, next] = route->second;
  const Answer& answer = answers[next];
  if (next + 1 < answers.size()) ++next;
  if (answer.failure) return fail(*answer.failure);
  if (answer.body.size() > request.body_limit) return fail(FailureKind::kTooLarge);
  reply.status = answer.status;
  reply.headers = answer.headers;
  reply.body.assign(answer.body.begin(), answer.body.end());
  return reply;
}

std::vector<Request> FakeHttpClient::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<std::string> FakeHttpClient::urls() const {
  std::vector<std::string> urls;
  for (const Request& request : requests()) urls.push_back(request.url.ToString());
  return urls;
}

void OfflineHttpClient::Start(Request request, Done done) {
  done(tl::unexpected(
      Failure{FailureKind::kOffline,
              {.message = fmt::format("{} was not fetched: the network is not to be used",
                                      request.url.ForMessage()),
               .help = "leave out `--offline`, or fill the cache by a run without it"}}));
}

}  // namespace net
