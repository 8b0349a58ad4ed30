#include "net/http_client.h"

namespace net {

std::string_view Reply::Find(std::string_view name) const {
  std::string_view value;
  for (const Header& header : headers) {
    if (header.name == name) value = header.value;
  }
  return value;
}

std::string_view NameOf(FailureKind kind) {
  switch (kind) {
    case FailureKind::kCancelled:
      return "cancelled";
    case FailureKind::kOffline:
      return "offline";
    case FailureKind::kUnresolved:
      return "unresolved";
    case FailureKind::kConnect:
      return "connect";
    case FailureKind::kTls:
      return "tls";
    case FailureKind::kUntrusted:
      return "untrusted";
    case FailureKind::kTimeout:
      return "timeout";
    case FailureKind::kStalled:
      return "stalled";
    case FailureKind::kTruncated:
      return "truncated";
    case FailureKind::kTooLarge:
      return "too-large";
    case FailureKind::kHeadersTooLarge:
      return "headers-too-large";
    case FailureKind::kTooManyRedirects:
      return "too-many-redirects";
    case FailureKind::kForbiddenRedirect:
      return "forbidden-redirect";
    case FailureKind::kProtocol:
      return "protocol";
  }
  return "";
}

}  // namespace net
