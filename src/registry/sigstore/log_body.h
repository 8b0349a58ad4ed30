#pragma once

#include "base/result.h"
#include "registry/sigstore/bundle.h"

namespace registry {

/// Whether the body of a log entry is about this very signature, certificate and content: a valid
/// entry for something else proves nothing. Knows hashedrekord 0.0.1 and 0.0.2, dsse 0.0.1 and
/// 0.0.2, intoto 0.0.1 and 0.0.2. `artifact` is what a message signature is over.
[[nodiscard]] Result<void> MatchLogBody(const LogEntry& entry, const Bundle& bundle,
                                        Bytes artifact);

}  // namespace registry
