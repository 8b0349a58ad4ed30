#include "net/url.h"

#include <fmt/format.h>

#include <memory>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "net/curl_library.h"

namespace net {
namespace {

struct FreeCurlUrl {
  void operator()(CURLU* url) const { Curl().url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, FreeCurlUrl>;

std::string Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (Curl().url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string result(text);
  Curl().free(text);
  return result;
}

std::string WithoutQuery(std::string_view text) {
  std::string_view shown = text.substr(0, text.find_first_of("?#"));
  // What stands before an @ in the authority may be a password.
  const std::size_t authority = shown.find("//");
  const std::size_t end =
      authority == std::string_view::npos ? std::string_view::npos : shown.find('/', authority + 2);
  const std::size_t at = shown.substr(0, end).rfind('@');
  if (authority == std::string_view::npos || at == std::string_view::npos) {
    return Quote(shown);
  }
  return Quote(fmt::format("{}//{}", shown.substr(0, authority), shown.substr(at + 1)));
}

}  // namespace

Result<Url> Url::FromParts(void* curl_url) {
  auto* const parts = static_cast<CURLU*>(curl_url);
  Url url;
  url.scheme_ = ToLower(Part(parts, CURLUPART_SCHEME));
  url.host_ = ToLower(Part(parts, CURLUPART_HOST));
  url.port_ = Part(parts, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  url.path_ = Part(parts, CURLUPART_PATH);
  url.query_ = Part(parts, CURLUPART_QUERY);
  if (url.scheme_ != "http" && url.scheme_ != "https") {
    return Fail(fmt::format("the scheme {} is not http or https", Quote(url.scheme_)));
  }
  if (url.host_.empty()) return Fail("it has no host");
  return url;
}

Result<Url> Url::Parse(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return Fail(fmt::format("{} is not a URL that can be fetched: {}", WithoutQuery(text), why));
  };
  if (text.size() > limits::kUrlBytes) return refuse("it is too long");
  if (text.find('\0') != std::string_view::npos) return refuse("it has a zero byte");
  const Handle handle(Curl().url());
  CHECK(handle != nullptr, "there is memory for a URL");
  const CURLUcode code = Curl().url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(),
                                        CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME);
  if (code == CURLUE_USER_NOT_ALLOWED) return refuse("it holds a user name or password");
  if (code != CURLUE_OK) return refuse(ToLower(Curl().url_strerror(code)));
  auto url = FromParts(handle.get());
  if (!url) return refuse(url.error().message);
  return url;
}

Result<Url> Url::Resolve(std::string_view reference) const {
  const auto refuse = [&](std::string_view why) {
    return Fail(fmt::format("{} leads to {}, {}", ForMessage(), WithoutQuery(reference), why));
  };
  if (reference.size() > limits::kUrlBytes) return refuse("which is too long");
  if (reference.find('\0') != std::string_view::npos) return refuse("which has a zero byte");
  const Handle handle(Curl().url());
  CHECK(handle != nullptr, "there is memory for a URL");
  if (Curl().url_set(handle.get(), CURLUPART_URL, ToString().c_str(), 0) != CURLUE_OK) {
    return refuse("which cannot be read");
  }
  const CURLUcode code = Curl().url_set(handle.get(), CURLUPART_URL, std::string(reference).c_str(),
                                        CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME);
  if (code == CURLUE_USER_NOT_ALLOWED) return refuse("which holds a user name or password");
  if (code != CURLUE_OK) return refuse("which is no URL");
  auto url = FromParts(handle.get());
  if (!url) return refuse(url.error().message);
  return url;
}

Url Url::Appended(std::string_view segment) const {
  Url url = *this;
  while (segment.starts_with('/')) segment.remove_prefix(1);
  if (!url.path_.ends_with('/')) url.path_ += '/';
  url.path_ += segment;
  url.query_.clear();
  return url;
}

std::string Url::HostAndPort() const {
  const bool usual = port_ == (secure() ? "443" : "80");
  return usual ? host_ : fmt::format("{}:{}", host_, port_);
}

std::string Url::Origin() const {
  return fmt::format("{}://{}:{}", scheme_, host_, port_);
}

std::string Url::ToString() const {
  std::string text = fmt::format("{}://{}{}", scheme_, HostAndPort(), path_);
  if (!query_.empty()) text += "?" + query_;
  return text;
}

std::string Url::ForMessage() const {
  return Quote(fmt::format("{}://{}{}", scheme_, HostAndPort(), path_));
}

std::string PercentEncode(std::string_view text, std::string_view kept) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos || kept.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

}  // namespace net
