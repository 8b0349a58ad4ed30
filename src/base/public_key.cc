#include "base/public_key.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/check.h"

struct PublicKey::Handle {
  explicit Handle(EVP_PKEY* raw) : key(raw) {}
  ~Handle() { EVP_PKEY_free(key); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  EVP_PKEY* key;
};

namespace {

/// The digest that goes with the key; nullptr for Ed25519, which has its own. Nothing for a key
/// that is not supported.
std::optional<const EVP_MD*> DigestFor(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519:
      return nullptr;
    case EVP_PKEY_RSA:
      return EVP_sha256();
    case EVP_PKEY_EC:
      break;
    default:
      return std::nullopt;  // every other algorithm of libcrypto
  }
  const int bits = EVP_PKEY_get_bits(key);
  if (bits == 256) return EVP_sha256();
  if (bits == 384) return EVP_sha384();
  if (bits == 521) return EVP_sha512();
  return std::nullopt;
}

}  // namespace

std::optional<PublicKey> PublicKey::FromSpki(Bytes der) {
  const unsigned char* at = der.data();
  auto handle =
      std::make_shared<const Handle>(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  const bool whole = at == der.data() + der.size();
  if (handle->key == nullptr || !whole || !DigestFor(handle->key)) return std::nullopt;
  return PublicKey(std::move(handle));
}

std::optional<PublicKey> PublicKey::FromPkcs1(Bytes der) {
  const unsigned char* at = der.data();
  auto handle = std::make_shared<const Handle>(
      d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(der.size())));
  if (handle->key == nullptr || at != der.data() + der.size()) return std::nullopt;
  return PublicKey(std::move(handle));
}

bool PublicKey::Verify(Bytes message, Bytes signature) const {
  const auto digest = DigestFor(handle_->key);
  CHECK(digest.has_value(), "only supported keys are made");
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  if (context == nullptr ||
      EVP_DigestVerifyInit(context.get(), nullptr, *digest, nullptr, handle_->key) != 1)
    return false;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

ByteVector PublicKey::Spki() const {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(handle_->key, &der);
  CHECK(size > 0, "a key that was read can be written");
  ByteVector bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}
