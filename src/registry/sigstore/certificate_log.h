#pragma once

#include "base/certificate.h"
#include "base/result.h"
#include "registry/sigstore/trusted_root.h"

namespace registry {

/// Verifies that a trusted certificate-transparency log saw the certificate before it was issued:
/// one of the signed timestamps embedded in it (RFC 6962, sections 3.2 and 3.3) must be a trusted
/// log's.
[[nodiscard]] Result<void> VerifyCertificateLog(const Certificate& certificate,
                                                const Certificate& issuer, const TrustedRoot& root);

}  // namespace registry
