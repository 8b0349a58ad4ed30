#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

/// Ed25519 signatures (RFC 8032), by OpenSSL. Keys are kept in PEM files as every other tool writes
/// them (`openssl genpkey -algorithm ed25519`), so nobody depends on this program to make one.
namespace ed25519 {

using Signature = std::array<std::uint8_t, 64>;

struct PublicKey {
  std::array<std::uint8_t, 32> bytes{};
  bool operator==(const PublicKey&) const = default;
  auto operator<=>(const PublicKey&) const = default;
};

struct PrivateKey {
  std::array<std::uint8_t, 32> seed{};
};

/// From the system's source of randomness; an Error when there is none.
[[nodiscard]] Result<PrivateKey> Generate();
[[nodiscard]] Result<PublicKey> PublicOf(const PrivateKey& key);

[[nodiscard]] Result<Signature> Sign(const PrivateKey& key, Bytes message);
[[nodiscard]] bool Verify(const PublicKey& key, Bytes message, const Signature& signature);

/// PKCS #8 and SubjectPublicKeyInfo, in PEM. Reading refuses what is no Ed25519 key, and never asks
/// for a passphrase.
[[nodiscard]] Result<std::string> ToPem(const PrivateKey& key);
[[nodiscard]] Result<std::string> ToPem(const PublicKey& key);
[[nodiscard]] Result<PrivateKey> PrivateFromPem(std::string_view pem);
[[nodiscard]] Result<PublicKey> PublicFromPem(std::string_view pem);

/// The first 16 hexadecimal digits of the key's SHA-256: how people name a key.
[[nodiscard]] std::string NameOf(const PublicKey& key);

}  // namespace ed25519
