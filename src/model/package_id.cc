#include "model/package_id.h"

#include <algorithm>

namespace {

constexpr std::size_t kNameBytes = 214;

bool IsSafeSegment(std::string_view segment) {
  if (segment.empty() || segment == "." || segment == "..") return false;
  return std::none_of(segment.begin(), segment.end(), [](char c) {
    return c == '/' || c == '\\' || static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
  });
}

/// Percent-encodes all but the purl specification's unreserved characters.
void AppendEncoded(std::string& purl, std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~' || c == ':';
    if (plain) {
      purl += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    purl += '%';
    purl += kHexDigits[byte >> 4U];
    purl += kHexDigits[byte & 15U];
  }
}

}  // namespace

std::optional<PackageName> PackageName::Parse(std::string_view text) {
  if (text.size() > kNameBytes) return std::nullopt;
  std::string_view base = text;
  if (text.starts_with('@')) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || !IsSafeSegment(text.substr(1, slash - 1)))
      return std::nullopt;
    base = text.substr(slash + 1);
  }
  if (!IsSafeSegment(base)) return std::nullopt;
  return PackageName(std::string(text));
}

std::string_view PackageName::scope() const {
  return text_.starts_with('@') ? std::string_view(text_).substr(0, text_.find('/'))
                                : std::string_view();
}

std::string_view PackageName::base() const {
  return text_.starts_with('@') ? std::string_view(text_).substr(text_.find('/') + 1)
                                : std::string_view(text_);
}

std::string NpmPurl(const PackageName& name, std::string_view version) {
  std::string purl = "pkg:npm/";
  if (!name.scope().empty()) {
    AppendEncoded(purl, name.scope());
    purl += '/';
  }
  AppendEncoded(purl, name.base());
  if (!version.empty()) {
    purl += '@';
    AppendEncoded(purl, version);
  }
  return purl;
}
