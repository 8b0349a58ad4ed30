#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "model/integrity.h"

namespace registry {

enum class FailureKind : std::uint8_t {
  kNotFound,  ///< the registry does not have it
  kDenied,    ///< 401 or 403: no token, or a wrong one
  kMismatch,  ///< the bytes are not those that were promised
  kOffline,   ///< in no cache, and the network was not to be used
  kCancelled,
  kUnavailable,    ///< the network or the server, after all attempts
  kMalformed,      ///< an answer that is no document of a package
  kConfiguration,  ///< no registry, or no usable URL
};
[[nodiscard]] std::string_view NameOf(FailureKind kind);

/// Why a tarball or document could not be had.
struct Failure {
  FailureKind kind = FailureKind::kUnavailable;
  Error error;
  // For kMismatch alone: what was promised, and the hash of the same kind of what came.
  Integrity expected;
  Integrity actual;
  bool operator==(const Failure&) const = default;
};

}  // namespace registry
