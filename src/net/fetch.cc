#include "net/fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>

#include "base/hash.h"
#include "base/text.h"
#include "net/curl_library.h"

namespace net {
namespace {

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool IsTransient(int status) {
  return status == 408 || status == 425 || status == 429 ||
         (status >= 500 && status < 600 && status != 501 && status != 505);
}

bool IsTransient(FailureKind kind) {
  switch (kind) {
    case FailureKind::kUnresolved:
    case FailureKind::kConnect:
    case FailureKind::kTls:
    case FailureKind::kTimeout:
    case FailureKind::kStalled:
    case FailureKind::kTruncated:
    case FailureKind::kProtocol:
      return true;
    case FailureKind::kCancelled:
    case FailureKind::kOffline:
    case FailureKind::kUntrusted:
    case FailureKind::kTooLarge:
    case FailureKind::kHeadersTooLarge:
    case FailureKind::kTooManyRedirects:
    case FailureKind::kForbiddenRedirect:
      return false;
  }
  return false;
}

/// One fetch on its way through redirects and attempts. It lives in the callbacks that the client
/// holds, one at a time; std::function must be copyable, hence the shared_ptr.
class Journey : public std::enable_shared_from_this<Journey> {
 public:
  Journey(HttpClient& client, const Clock& clock, const RetryPolicy& retry, Request request,
          Done done)
      : client_(client),
        clock_(clock),
        retry_(retry),
        origin_(request.url.Origin()),
        request_(std::move(request)),
        done_(std::move(done)) {}

  void Begin(std::chrono::milliseconds delay) {
    redirects_ = 0;
    ++attempt_;
    Send(request_.url, delay);
  }

 private:
  void Send(const Url& url, std::chrono::milliseconds delay) {
    Request hop = request_;
    hop.url = url;
    hop.delay = delay;
    if (url.Origin() != origin_) {
      hop.authorization = {};
      hop.certificate.reset();
    }
    client_.Start(std::move(hop), [self = shared_from_this()](Outcome outcome) {
      self->Arrive(std::move(outcome));
    });
  }

  void Arrive(Outcome outcome) {
    if (outcome && IsRedirect(outcome->status) && !outcome->Find("location").empty()) {
      return Follow(*outcome);
    }
    const bool transient =
        outcome ? IsTransient(outcome->status) : IsTransient(outcome.error().kind);
    if (!transient || attempt_ >= retry_.attempts || request_.stop.stop_requested()) {
      return done_(std::move(outcome));
    }
    const auto wait = Wait(outcome ? outcome->Find("retry-after") : std::string_view());
    if (!wait) return done_(std::move(outcome));
    Begin(*wait);
  }

  void Follow(const Reply& reply) {
    const auto give_up = [this](FailureKind kind, Error error) {
      done_(tl::unexpected(Failure{kind, std::move(error)}));
    };
    if (++redirects_ > limits::kRedirects) {
      return give_up(FailureKind::kTooManyRedirects,
                     {.message = fmt::format("{} was redirected more than {} times",
                                             request_.url.ForMessage(), limits::kRedirects),
                      .help = "check the registry's address in `.npmrc`"});
    }
    auto next = reply.url.Resolve(reply.Find("location"));
    if (!next) return give_up(FailureKind::kForbiddenRedirect, std::move(next).error());
    if (reply.url.secure() && !next->secure()) {
      return give_up(
          FailureKind::kForbiddenRedirect,
          {.message = fmt::format("{} redirects to {}, from https to http", reply.url.ForMessage(),
                                  next->ForMessage()),
           .help = "a server that does this, or somebody between it and you, would let anyone on "
                   "the way change the answer; nothing was fetched"});
    }
    Send(*next, std::chrono::milliseconds(0));
  }

  std::optional<std::chrono::milliseconds> Wait(std::string_view retry_after) const {
    const auto doubled = retry_.first_wait * (1LL << std::min(attempt_ - 1, 10));
    KeyHasher hasher;
    hasher.Add(retry_.seed).Add(request_.url.ToString()).Add(static_cast<std::uint64_t>(attempt_));
    const Sha256Digest digest = hasher.Finish();
    const auto half = std::max<std::int64_t>(doubled.count() / 2, 1);
    const std::int64_t drawn = (digest[0] | digest[1] << 8 | digest[2] << 16) % half;
    const auto own = std::chrono::milliseconds(half + drawn);
    const auto asked = ParseRetryAfter(retry_after, clock_.Now());
    if (!asked) return own;
    if (asked->count() > limits::kRetryAfterMilliseconds) return std::nullopt;
    return std::max(own, *asked);
  }

  HttpClient& client_;
  const Clock& clock_;
  RetryPolicy retry_;
  std::string origin_;
  Request request_;
  Done done_;
  int attempt_ = 0;
  int redirects_ = 0;
};

}  // namespace

void Fetch(HttpClient& client, const Clock& clock, const RetryPolicy& retry, Request request,
           Done done) {
  const auto delay = request.delay;
  std::make_shared<Journey>(client, clock, retry, std::move(request), std::move(done))
      ->Begin(delay);
}

Outcome FetchAndWait(HttpClient& client, const Clock& clock, const RetryPolicy& retry,
                     Request request) {
  // shared: the callback may still be returning when the waiting thread is already gone.
  const auto promise = std::make_shared<std::promise<Outcome>>();
  auto future = promise->get_future();
  Fetch(client, clock, retry, std::move(request),
        [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
  return future.get();
}

std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view value, UnixMillis now) {
  value = Trim(value);
  if (value.empty()) return std::nullopt;
  if (const auto seconds = ParseNumber(value)) {
    return std::chrono::seconds(std::min<std::uint64_t>(*seconds, 86'400));
  }
  const std::time_t date = Curl().getdate(std::string(value).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  const UnixMillis wait = static_cast<UnixMillis>(date) * 1000 - now;
  return std::chrono::milliseconds(std::max<UnixMillis>(wait, 0));
}

}  // namespace net
