#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/public_key.h"

/// An X.509 certificate (RFC 5280). Cheap to copy.
class Certificate {
 public:
  /// From one DER certificate and nothing after it; nothing for any other bytes.
  [[nodiscard]] static std::optional<Certificate> FromDer(Bytes der);
  /// From the first certificate in a PEM text; nothing when there is none.
  [[nodiscard]] static std::optional<Certificate> FromPem(std::string_view pem);

  [[nodiscard]] ByteVector Der() const;
  [[nodiscard]] UnixMillis NotBefore() const;
  [[nodiscard]] UnixMillis NotAfter() const;
  [[nodiscard]] bool IsValidAt(UnixMillis time) const {
    return NotBefore() <= time && time <= NotAfter();
  }
  /// Nothing when it is of a kind that PublicKey does not know.
  [[nodiscard]] std::optional<PublicKey> Key() const;
  /// The URIs and e-mail addresses of the subject's alternative names.
  [[nodiscard]] std::vector<std::string> AlternativeNames() const;
  /// The content of the extension with that dotted identifier, as DER; nothing when there is none.
  [[nodiscard]] std::optional<ByteVector> Extension(const char* identifier) const;
  /// Whether its extended key usage allows code signing.
  [[nodiscard]] bool MaySignCode() const;
  /// The part that is signed, as a certificate-transparency log saw it: without the list of
  /// timestamps that the log's answers are embedded in (RFC 6962, section 3.2).
  [[nodiscard]] ByteVector PreCertificate() const;

  /// Whether a chain leads from this certificate to the last of `authorities`, which is trusted, at
  /// that time; the others stand in between. False when `authorities` is empty.
  [[nodiscard]] bool IsIssuedBy(std::span<const Certificate> authorities, UnixMillis time) const;

  /// For neighbours that call libcrypto: an X509*, owned by this object.
  [[nodiscard]] void* handle() const { return handle_.get(); }

 private:
  explicit Certificate(std::shared_ptr<void> handle) : handle_(std::move(handle)) {}
  // Shared, because libcrypto counts references to certificates itself and none is ever changed.
  std::shared_ptr<void> handle_;
};

/// What a time-stamp token (RFC 3161) says once it was verified.
struct TimeStamp {
  UnixMillis time = 0;
};

/// Verifies the time-stamp response `der` over `message`: the imprint, the authority's signature,
/// and its chain to the last of `authorities` at the time it names. Nothing when anything is wrong.
[[nodiscard]] std::optional<TimeStamp> VerifyTimeStamp(Bytes der, Bytes message,
                                                       std::span<const Certificate> authorities);
