#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace net {

/// An absolute http or https URL in parts, taken apart by the library that also sends the request,
/// so that what we check is what is connected to. Host in lower case, port always known, path
/// starts with `/` and has no dot segments, no fragment, no user name or password.
class Url {
 public:
  /// Errors name what is wrong and quote the text without its query, which may hold a token. Text
  /// past limits::kUrlBytes, another scheme or credentials in the URL are refused.
  [[nodiscard]] static Result<Url> Parse(std::string_view text);
  /// What `reference` (relative or absolute, as in a Location header) means from here.
  [[nodiscard]] Result<Url> Resolve(std::string_view reference) const;
  /// This URL with `segment` appended to its path, with one slash between the two; `segment` must
  /// be percent-encoded already.
  [[nodiscard]] Url Appended(std::string_view segment) const;

  [[nodiscard]] const std::string& scheme() const { return scheme_; }
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] const std::string& port() const { return port_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Without the `?`.
  [[nodiscard]] const std::string& query() const { return query_; }
  [[nodiscard]] bool secure() const { return scheme_ == "https"; }

  /// "host" or "host:8080": the port is left out when it is the scheme's own.
  [[nodiscard]] std::string HostAndPort() const;
  /// "https://host:443": what two URLs share when credentials may travel between them (RFC 6454).
  [[nodiscard]] std::string Origin() const;
  [[nodiscard]] std::string ToString() const;
  /// In `backticks`, without the query.
  [[nodiscard]] std::string ForMessage() const;

  bool operator==(const Url&) const = default;

 private:
  Url() = default;
  static Result<Url> FromParts(void* curl_url);

  std::string scheme_;
  std::string host_;
  std::string port_;
  std::string path_;
  std::string query_;
};

/// Everything but unreserved characters (RFC 3986) as %XX; `kept` stay as they are.
[[nodiscard]] std::string PercentEncode(std::string_view text, std::string_view kept = {});

}  // namespace net
