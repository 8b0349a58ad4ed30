#pragma once

#include <memory>
#include <optional>

#include "base/bytes.h"

/// A key that checks signatures: ECDSA on P-256, P-384 or P-521 (with SHA-256, SHA-384 or SHA-512,
/// by the curve), Ed25519, or RSA with PKCS #1 v1.5 and SHA-256. Cheap to copy.
class PublicKey {
 public:
  /// From a DER SubjectPublicKeyInfo (RFC 5280); nothing for any other text or kind of key.
  [[nodiscard]] static std::optional<PublicKey> FromSpki(Bytes der);
  /// From a DER RSAPublicKey (RFC 8017), as old trust roots have it.
  [[nodiscard]] static std::optional<PublicKey> FromPkcs1(Bytes der);

  /// Whether `signature` is this key's over `message`. Malformed signatures are not.
  [[nodiscard]] bool Verify(Bytes message, Bytes signature) const;
  /// The DER SubjectPublicKeyInfo.
  [[nodiscard]] ByteVector Spki() const;

 private:
  struct Handle;
  explicit PublicKey(std::shared_ptr<const Handle> handle) : handle_(std::move(handle)) {}
  // Shared, because libcrypto counts references to keys itself and a copy of one is never changed.
  std::shared_ptr<const Handle> handle_;
};
