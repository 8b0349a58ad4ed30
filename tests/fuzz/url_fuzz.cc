#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"
#include "net/url.h"

namespace {

void CheckUrl(const net::Url& url) {
  CHECK(url.scheme() == "http" || url.scheme() == "https", "the scheme is one of two");
  CHECK(url.host().find_first_of("@/?#\\ \r\n") == std::string::npos, "a host is a host");
  CHECK(url.path().starts_with('/'), "a path begins with a slash");
  CHECK(url.ToString().find_first_of("\r\n") == std::string::npos, "a URL has one line");
  const auto again = net::Url::Parse(url.ToString());
  CHECK(again && *again == url, "what was read reads the same again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = AsText({data, size});
  if (const auto url = net::Url::Parse(text)) CheckUrl(*url);
  const auto base = net::Url::Parse("https://a.example/npm/x?y");
  if (const auto url = base->Resolve(text)) CheckUrl(*url);
  return 0;
}
