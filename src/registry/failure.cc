#include "registry/failure.h"

namespace registry {

std::string_view NameOf(FailureKind kind) {
  switch (kind) {
    case FailureKind::kNotFound:
      return "not-found";
    case FailureKind::kDenied:
      return "denied";
    case FailureKind::kMismatch:
      return "mismatch";
    case FailureKind::kOffline:
      return "offline";
    case FailureKind::kCancelled:
      return "cancelled";
    case FailureKind::kUnavailable:
      return "unavailable";
    case FailureKind::kMalformed:
      return "malformed";
    case FailureKind::kConfiguration:
      return "configuration";
  }
  return "";
}

}  // namespace registry
