#include "net/curl_transfer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace net {
namespace {

/// Sets an option whose value cannot be wrong but by our own mistake or for want of memory.
template <typename Value>
void Set(CURL* easy, CURLoption option, Value value) {
  CHECK(Curl().easy_setopt(easy, option, value) == CURLE_OK, "libcurl knows the option");
}

FailureKind KindOf(CURLcode code) {
  switch (static_cast<int>(code)) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return FailureKind::kUnresolved;
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      return FailureKind::kConnect;
    case CURLE_SSL_CONNECT_ERROR:
      return FailureKind::kTls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
      return FailureKind::kUntrusted;
    case CURLE_OPERATION_TIMEDOUT:
      return FailureKind::kTimeout;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP2:
      return FailureKind::kTruncated;
    case CURLE_FILESIZE_EXCEEDED:
      return FailureKind::kTooLarge;
    default:
      return FailureKind::kProtocol;
  }
}

std::string HelpFor(FailureKind kind) {
  switch (kind) {
    case FailureKind::kUnresolved:
      return "check the name, the network and the proxy settings; `--offline` works from the cache";
    case FailureKind::kConnect:
    case FailureKind::kTimeout:
    case FailureKind::kStalled:
      return "check the network and the proxy settings; what was fetched so far is kept";
    case FailureKind::kUntrusted:
      return "if your network re-signs TLS, name its certificate with `cafile` in `.npmrc`";
    case FailureKind::kCancelled:
    case FailureKind::kOffline:
    case FailureKind::kTls:
    case FailureKind::kTruncated:
    case FailureKind::kTooLarge:
    case FailureKind::kHeadersTooLarge:
    case FailureKind::kTooManyRedirects:
    case FailureKind::kForbiddenRedirect:
    case FailureKind::kProtocol:
      return {};
  }
  return {};
}

/// "HTTP/2 200" gives true, and the headers of an interim or earlier response are forgotten.
bool IsStatusLine(std::string_view line) {
  return line.starts_with("HTTP/");
}

bool HasLineBreak(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

}  // namespace

CurlTransfer::CurlTransfer(const CurlOptions& options, const std::string& trusted_pem,
                           BufferBudget& budget, Request request, Done done)
    : easy_(Curl().easy_init()),
      request_(std::move(request)),
      done_(std::move(done)),
      reply_{.url = request_.url,
             .status = 0,
             .version = HttpVersion::kUnknown,
             .headers = {},
             .body = {}},
      url_(request_.url.ToString()),
      budget_(budget) {
  CHECK(easy_ != nullptr, "there is memory for a transfer");
  SetUp(options, trusted_pem);
}

CurlTransfer::~CurlTransfer() {
  budget_.used -= counted_;
  LeaveRoom();
}

void CurlTransfer::LeaveRoom() {
  if (request_.room) request_.room->arriving -= std::exchange(in_room_, 0);
}

void CurlTransfer::SetUp(const CurlOptions& options, const std::string& trusted_pem) {
  CURL* const easy = easy_.get();
  Set(easy, CURLOPT_URL, url_.c_str());
  Set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  Set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(easy, CURLOPT_NOSIGNAL, 1L);
  Set(easy, CURLOPT_ERRORBUFFER, message_);
  Set(easy, CURLOPT_PRIVATE, this);
  Set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // Wait for the first connection to a host to tell whether it can be shared.
  Set(easy, CURLOPT_PIPEWAIT, 1L);

  Set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  Set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!trusted_pem.empty()) {
    curl_blob blob{.data = const_cast<char*>(trusted_pem.data()),
                   .len = trusted_pem.size(),
                   .flags = CURL_BLOB_NOCOPY};
    Set(easy, CURLOPT_CAINFO_BLOB, &blob);
    Set(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  if (request_.certificate) {
    Set(easy, CURLOPT_SSLCERT, request_.certificate->certificate_file.c_str());
    Set(easy, CURLOPT_SSLKEY, request_.certificate->key_file.c_str());
  }
  SetUpProxy(options);

  Set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  Set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.request_timeout.count()));
  const long stall_seconds = std::max(1L, static_cast<long>(options.stall_timeout.count() / 1000));
  Set(easy, CURLOPT_LOW_SPEED_TIME, stall_seconds);
  Set(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits::kStallBytesPerSecond));

  Set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  if (request_.compression == Compression::kAllowed) Set(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_slist* list = nullptr;
  const auto add = [&](const std::string& name, const std::string& value) {
    CHECK(!HasLineBreak(name) && !HasLineBreak(value), "a header we send has no line break");
    list = Curl().slist_append(list, fmt::format("{}: {}", name, value).c_str());
    CHECK(list != nullptr, "there is memory for a header");
  };
  for (const Header& header : request_.headers) add(header.name, header.value);
  if (!request_.authorization.empty()) add("Authorization", request_.authorization.Reveal());
  headers_.reset(list);
  Set(easy, CURLOPT_HTTPHEADER, list);
  Set(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));

  Set(easy, CURLOPT_HEADERFUNCTION, &CurlTransfer::OnHeader);
  Set(easy, CURLOPT_HEADERDATA, this);
  Set(easy, CURLOPT_WRITEFUNCTION, &CurlTransfer::OnBody);
  Set(easy, CURLOPT_WRITEDATA, this);
}

void CurlTransfer::SetUpProxy(const CurlOptions& options) {
  CURL* const easy = easy_.get();
  const Secret& proxy = request_.url.secure() ? options.https_proxy : options.http_proxy;
  // An empty text turns off libcurl's own look at the environment.
  Set(easy, CURLOPT_PROXY, proxy.Reveal().c_str());
  Set(easy, CURLOPT_NOPROXY, options.no_proxy.c_str());
  Set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

std::size_t CurlTransfer::OnHeader(char* data, std::size_t size, std::size_t count,
                                   void* transfer) {
  const std::string_view line(data, size * count);
  return static_cast<CurlTransfer*>(transfer)->TakeHeader(line) ? line.size() : 0;
}

std::size_t CurlTransfer::OnBody(char* data, std::size_t size, std::size_t count, void* transfer) {
  const std::string_view bytes(data, size * count);
  switch (static_cast<CurlTransfer*>(transfer)->TakeBody(bytes)) {
    case Taken::kYes:
      return bytes.size();
    case Taken::kLater:
      return CURL_WRITEFUNC_PAUSE;
    case Taken::kNo:
      break;
  }
  return CURL_WRITEFUNC_ERROR;
}

bool CurlTransfer::TakeHeader(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > limits::kResponseHeaderBytes) {
    stopped_by_ = FailureKind::kHeadersTooLarge;
    return false;
  }
  if (IsStatusLine(line)) {
    reply_.headers.clear();
    return true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  reply_.headers.push_back({.name = ToLower(Trim(line.substr(0, colon))),
                            .value = std::string(Trim(line.substr(colon + 1)))});
  return true;
}

CurlTransfer::Taken CurlTransfer::TakeBody(std::string_view bytes) {
  if (reply_.body.empty()) {
    long status = 0;
    Curl().easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    reply_.status = static_cast<int>(status);
  }
  curl_off_t announced = 0;
  Curl().easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  const std::size_t limit =
      reply_.ok() ? request_.body_limit : std::min(request_.body_limit, limits::kErrorBodyBytes);
  const auto expected = static_cast<std::size_t>(std::max<curl_off_t>(announced, 0));
  if (expected > limit || bytes.size() > limit - std::min(limit, reply_.body.size())) {
    stopped_by_ = FailureKind::kTooLarge;
    return Taken::kNo;
  }
  if (!despite_budget_ && !HasRoomFor(bytes.size())) {
    paused_ = true;
    held_back_ = bytes.size();
    return Taken::kLater;
  }
  // Believed up to a megabyte at first, as the announcement costs the sender nothing; then as the
  // end of doubling, so that no room is left over.
  const std::size_t needed = reply_.body.size() + bytes.size();
  if (needed > reply_.body.capacity() && needed <= expected) {
    const std::size_t doubled = std::max(2 * reply_.body.capacity(), limits::kMiB);
    reply_.body.reserve(std::max(needed, std::min(expected, doubled)));
  }
  const Bytes octets = AsBytes(bytes);
  reply_.body.insert(reply_.body.end(), octets.begin(), octets.end());
  last_arrival_ = std::chrono::steady_clock::now();
  looked_ = false;
  counted_ += bytes.size();
  budget_.used += bytes.size();
  in_room_ += bytes.size();
  if (request_.room) request_.room->arriving += bytes.size();
  budget_.peak = std::max(budget_.peak, budget_.used);
  return Taken::kYes;
}

bool CurlTransfer::HasRoomFor(std::size_t bytes) const {
  const BodyRoom* const room = request_.room.get();
  return budget_.used + bytes <= budget_.limit &&
         (room == nullptr || room->used() + bytes <= room->limit);
}

std::size_t CurlTransfer::ExpectedBytes() const {
  curl_off_t announced = -1;
  Curl().easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  return std::max(counted_, announced > 0 ? static_cast<std::size_t>(announced) : limits::kMiB);
}

void CurlTransfer::Continue(Resume resume) {
  paused_ = false;
  if (resume == Resume::kDespiteBudget) despite_budget_ = true;
  // What libcurl holds back comes in before this returns, and may pause it again.
  Curl().easy_pause(easy_.get(), CURLPAUSE_CONT);
}

void CurlTransfer::LookForMore() {
  if (counted_ == 0 || paused_ || looked_) return;
  looked_ = true;
  Curl().easy_pause(easy_.get(), CURLPAUSE_RECV);
  Curl().easy_pause(easy_.get(), CURLPAUSE_CONT);
}

void CurlTransfer::Finish(CURLcode code) {
  LeaveRoom();  // whoever gets the body counts it from here on
  if (code != CURLE_OK) return done_(tl::unexpected(Explain(code)));
  long status = 0;
  Curl().easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  reply_.status = static_cast<int>(status);
  long version = 0;
  Curl().easy_getinfo(easy_.get(), CURLINFO_HTTP_VERSION, &version);
  multiplexed_ = version == CURL_HTTP_VERSION_2_0 || version == CURL_HTTP_VERSION_3;
  reply_.version = version == CURL_HTTP_VERSION_2_0 ? HttpVersion::kHttp2
                   : version == CURL_HTTP_VERSION_3 ? HttpVersion::kHttp3
                   : version == 0                   ? HttpVersion::kUnknown
                                                    : HttpVersion::kHttp1;
  done_(std::move(reply_));
}

void CurlTransfer::Cancel() {
  done_(tl::unexpected(
      Failure{FailureKind::kCancelled,
              {.message = fmt::format("fetching {} was cancelled", request_.url.ForMessage()),
               .help = "what was fetched so far is kept; the next run goes on from there"}}));
}

Failure CurlTransfer::Explain(CURLcode code) const {
  FailureKind kind = stopped_by_.value_or(KindOf(code));
  std::string reason = message_[0] != '\0' ? message_ : Curl().easy_strerror(code);
  // libcurl has one code for both; only its text tells them apart.
  if (kind == FailureKind::kTimeout && reason.starts_with("Operation too slow")) {
    kind = FailureKind::kStalled;
  }
  if (kind == FailureKind::kTooLarge) {
    reason = fmt::format("more than the limit of {}", HumanBytes(request_.body_limit));
  }
  if (kind == FailureKind::kHeadersTooLarge) {
    reason = fmt::format("its headers are more than the limit of {}",
                         HumanBytes(limits::kResponseHeaderBytes));
  }
  return {kind,
          {.message = fmt::format("cannot fetch {}: {}", request_.url.ForMessage(), Quote(reason)),
           .help = HelpFor(kind)}};
}

}  // namespace net
