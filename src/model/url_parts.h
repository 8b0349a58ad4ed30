#pragma once

#include <optional>
#include <string>
#include <string_view>

/// A hierarchical URL taken apart by text alone: "scheme://user@host:port/path?query#fragment".
/// Enough to compare origins; it decodes nothing and fetches nothing.
struct UrlParts {
  std::string scheme;         ///< lower case, without the colon: "git+https"
  std::string user_info;      ///< before the `@`; may hold credentials
  std::string host;           ///< lower case
  std::string port;           ///< digits, may be empty
  std::string_view path;      ///< with its slash; query excluded; a view into the text
  std::string_view query;     ///< without the `?`
  std::string_view fragment;  ///< without the `#`

  /// Nothing unless `text` begins with a scheme and "://" and has a host ("file:///" has an empty
  /// one, which is let pass).
  [[nodiscard]] static std::optional<UrlParts> Parse(std::string_view text);
};

/// The URL without user name and password; text that is no URL comes back as it is.
[[nodiscard]] std::string WithoutCredentials(std::string_view url);
