#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/result.h"
#include "net/secret.h"
#include "net/url.h"

namespace net {

struct Header {
  std::string name;
  std::string value;
  bool operator==(const Header&) const = default;
};

/// Whether the server may send the body compressed; it is always handed out plain, and limits count
/// plain bytes. Archives are fetched with kIdentity: what is hashed is what was sent.
enum class Compression : std::uint8_t { kIdentity, kAllowed };

/// For mutual TLS: PEM files on disk.
struct ClientCertificate {
  std::string certificate_file;
  std::string key_file;
  bool operator==(const ClientCertificate&) const = default;
};

/// The room that some requests share for their bodies, from the first byte until somebody uses
/// them. The client holds back what would not fit; only the oldest comes in regardless, and that
/// only while none waits, so that there is an end. So memory stays below `limit` and one body.
struct BodyRoom {
  explicit BodyRoom(std::size_t bytes) : limit(bytes) {}
  const std::size_t limit;
  std::atomic<std::size_t> arriving{0};  ///< kept by the client
  /// Whole ones that nobody has taken: added to within `done`, and lessened when one is taken, by
  /// whoever made the requests.
  std::atomic<std::size_t> waiting{0};
  [[nodiscard]] std::size_t used() const { return arriving + waiting; }
};

/// One GET.
struct Request {
  Url url;
  std::vector<Header> headers;  ///< nothing secret: they are sent on every hop of a redirect
  Secret authorization;         ///< value of the Authorization header, for url.Origin() alone
  std::optional<ClientCertificate> certificate;  ///< for url.Origin() alone, too
  Compression compression = Compression::kIdentity;
  std::size_t body_limit = limits::kArchiveBytes;
  std::shared_ptr<BodyRoom> room;      ///< none: only the client's own bound holds
  std::chrono::milliseconds delay{0};  ///< how long to wait before it is sent
  std::stop_token stop;                ///< cancels it, within a tenth of a second
};

enum class HttpVersion : std::uint8_t { kUnknown, kHttp1, kHttp2, kHttp3 };

struct Reply {
  Url url;  ///< the one that answered, after redirects
  int status = 0;
  HttpVersion version = HttpVersion::kUnknown;
  std::vector<Header> headers;  ///< of the final response, names in lower case, in order
  ByteVector body;

  /// The value of the last header of that (lower-case) name; empty when there is none.
  [[nodiscard]] std::string_view Find(std::string_view name) const;
  [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

enum class FailureKind : std::uint8_t {
  kCancelled,
  kOffline,            ///< the network was not to be used
  kUnresolved,         ///< no address for the host
  kConnect,            ///< refused, unreachable, reset before an answer
  kTls,                ///< the handshake broke off
  kUntrusted,          ///< the peer's certificate did not verify
  kTimeout,            ///< not done within the time for a request
  kStalled,            ///< too few bytes for too long
  kTruncated,          ///< ended before what was announced
  kTooLarge,           ///< a body past the request's limit
  kHeadersTooLarge,    ///< headers past limits::kResponseHeaderBytes
  kTooManyRedirects,   ///< past limits::kRedirects
  kForbiddenRedirect,  ///< from https to http, or to no URL
  kProtocol,           ///< bytes that are no HTTP
};
[[nodiscard]] std::string_view NameOf(FailureKind kind);

/// Why there is no reply. A reply with status 404 or 500 is a reply.
struct Failure {
  FailureKind kind = FailureKind::kProtocol;
  Error error;
  bool operator==(const Failure&) const = default;
};

using Outcome = tl::expected<Reply, Failure>;
using Done = std::function<void(Outcome)>;

/// Seam: the network. One call is one exchange, with neither redirects nor retries: those are in
/// net/fetch.h. Tests use FakeHttpClient.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Sends the request as soon as there is room for it and returns at once. `done` is called
  /// exactly once, on a thread of the client's own or before this returns; it must be brief and
  /// must not throw or wait for other requests, and may call Start. Safe from every thread.
  virtual void Start(Request request, Done done) = 0;
  /// True when every request fails, as nothing is ever sent.
  [[nodiscard]] virtual bool IsOffline() const { return false; }
};

}  // namespace net
