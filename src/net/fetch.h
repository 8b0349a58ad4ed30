#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.h"
#include "net/http_client.h"

namespace net {

/// How often and how long apart a request is tried again. The wait before attempt n is drawn
/// evenly from the upper half of `first_wait` doubled n-1 times, by a hash of seed, URL and
/// attempt: deterministic for a seed, whatever the order of threads.
struct RetryPolicy {
  int attempts = limits::kAttempts;
  std::chrono::milliseconds first_wait{500};
  std::uint64_t seed = 0;
};

/// Fetches with redirects and retries, over any client.
///
/// Redirects (301, 302, 303, 307, 308) are followed up to limits::kRedirects times, never from
/// https to http; the authorization and the client certificate stay with the origin they were meant
/// for, also when a chain of redirects comes back to it.
/// Tried again are: no address, no connection, a broken handshake, timeouts, stalls, truncated and
/// garbled answers, and the statuses 408, 425, 429 and 5xx but 501 and 505. Retry-After (RFC 9110,
/// 10.2.3) is obeyed up to limits::kRetryAfterMilliseconds; a longer one gives the reply as it is.
/// After the last attempt the outcome is what that attempt gave.
///
/// `client` and `clock` must outlive the call of `done`.
void Fetch(HttpClient& client, const Clock& clock, const RetryPolicy& retry, Request request,
           Done done);

/// As Fetch, and waits. Never to be called from a `Done`.
[[nodiscard]] Outcome FetchAndWait(HttpClient& client, const Clock& clock, const RetryPolicy& retry,
                                   Request request);

/// The wait that a Retry-After value asks for: seconds or an HTTP-date (RFC 9110, 5.6.7, all three
/// forms). Nothing when it is neither.
[[nodiscard]] std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view value,
                                                                       UnixMillis now);

}  // namespace net
