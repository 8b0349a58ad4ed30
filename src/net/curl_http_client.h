#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "net/http_client.h"

namespace net {

/// What the environment and `.npmrc` decide about connections. Nothing else is read: no
/// environment variable, no .netrc, no cookies.
struct CurlOptions {
  /// PEM certificates that are trusted instead of the system's; both may be given.
  std::string ca_file;
  std::string ca_pem;
  /// A file of PEM certificates that are trusted besides.
  std::string extra_ca_file;
  Secret http_proxy;     ///< URL of the proxy for http, may hold credentials; empty: none
  Secret https_proxy;    ///< for https
  std::string no_proxy;  ///< hosts and domains, comma-separated, that are reached directly
  std::string user_agent = "sallyport/" SALLYPORT_VERSION;
  std::chrono::milliseconds connect_timeout{limits::kConnectMilliseconds};
  std::chrono::milliseconds request_timeout{limits::kRequestMilliseconds};
  std::chrono::milliseconds stall_timeout{limits::kStallMilliseconds};  ///< whole seconds count
  /// Bodies under way, all together: beyond it only the oldest goes on and the others wait, so that
  /// memory stays below this and one body.
  std::size_t buffer_limit = limits::kBufferedBytes;
};

/// HTTP/1.1 and HTTP/2 over libcurl's multi interface, on one thread of its own that starts with
/// the first request: a client that is never used costs nothing. Connections are kept and shared;
/// HTTP/2 requests to one host share one connection. Certificates and host names are always
/// verified. The destructor cancels what is under way, gives every caller its outcome and waits for
/// the thread.
class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(CurlOptions options = {});
  ~CurlHttpClient() override;
  CurlHttpClient(const CurlHttpClient&) = delete;
  CurlHttpClient& operator=(const CurlHttpClient&) = delete;

  void Start(Request request, Done done) override;

  /// The most that bodies under way have taken so far.
  [[nodiscard]] std::size_t peak_buffered_bytes() const { return peak_buffered_bytes_; }

 private:
  class Loop;
  CurlOptions options_;
  std::mutex mutex_;
  std::atomic<std::size_t> peak_buffered_bytes_{0};
  std::unique_ptr<Loop> loop_;  ///< absent until the first request
};

}  // namespace net
