#include "model/url_parts.h"

#include <algorithm>

#include "base/text.h"

namespace {

bool IsSchemeChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '-' || c == '.';
}

/// Where "//" ends, or npos when the text has no scheme and authority.
std::size_t AuthorityBegin(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0) return std::string_view::npos;
  if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), IsSchemeChar)) {
    return std::string_view::npos;
  }
  return colon + 3;
}

}  // namespace

std::optional<UrlParts> UrlParts::Parse(std::string_view text) {
  const std::size_t begin = AuthorityBegin(text);
  if (begin == std::string_view::npos) return std::nullopt;
  UrlParts parts;
  parts.scheme = ToLower(text.substr(0, begin - 3));
  const std::size_t end = std::min(text.find_first_of("/?#", begin), text.size());
  std::string_view authority = text.substr(begin, end - begin);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    parts.user_info = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  const std::size_t bracket = authority.rfind(']');  // an IPv6 address has colons of its own
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    parts.port = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
  }
  parts.host = ToLower(authority);
  if (parts.host.empty() && parts.scheme != "file") return std::nullopt;

  std::string_view rest = text.substr(end);
  if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    parts.fragment = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
  }
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    parts.query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  parts.path = rest;
  return parts;
}

std::string WithoutCredentials(std::string_view url) {
  const std::size_t begin = AuthorityBegin(url);
  if (begin == std::string_view::npos) return std::string(url);
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < begin) return std::string(url);
  return std::string(url.substr(0, begin)).append(url.substr(at + 1));
}
