#include "base/ed25519.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <memory>

#include "base/hash.h"

namespace ed25519 {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;
using Bio = std::unique_ptr<BIO, Free>;

tl::unexpected<Error> NoCrypto() {
  return Fail("the cryptography library refused an ed25519 key");
}

Key KeyOf(const PrivateKey& key) {
  return Key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, key.seed.data(), key.seed.size()));
}

Key KeyOf(const PublicKey& key) {
  return Key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size()));
}

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

Bio Reader(std::string_view pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

/// An encrypted key must be an error, never a question on the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
  return -1;
}

constexpr std::size_t kPemBytes = 16384;

}  // namespace

Result<PrivateKey> Generate() {
  PrivateKey key;
  if (RAND_bytes(key.seed.data(), static_cast<int>(key.seed.size())) != 1)
    return Fail("the system gives no random bytes for a key");
  return key;
}

Result<PublicKey> PublicOf(const PrivateKey& key) {
  const Key pair = KeyOf(key);
  PublicKey shown;
  std::size_t size = shown.bytes.size();
  if (!pair || EVP_PKEY_get_raw_public_key(pair.get(), shown.bytes.data(), &size) != 1)
    return NoCrypto();
  return shown;
}

Result<Signature> Sign(const PrivateKey& key, Bytes message) {
  const Key pair = KeyOf(key);
  const Context context(EVP_MD_CTX_new());
  Signature signature{};
  std::size_t size = signature.size();
  if (!pair || !context ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, pair.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1) {
    return NoCrypto();
  }
  return signature;
}

bool Verify(const PublicKey& key, Bytes message, const Signature& signature) {
  const Key shown = KeyOf(key);
  const Context context(EVP_MD_CTX_new());
  return shown && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, shown.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

Result<std::string> ToPem(const PrivateKey& key) {
  const Key pair = KeyOf(key);
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!pair || !bio ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), pair.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1) {
    return NoCrypto();
  }
  return TextOf(bio.get());
}

Result<std::string> ToPem(const PublicKey& key) {
  const Key shown = KeyOf(key);
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!shown || !bio || PEM_write_bio_PUBKEY(bio.get(), shown.get()) != 1) return NoCrypto();
  return TextOf(bio.get());
}

Result<PrivateKey> PrivateFromPem(std::string_view pem) {
  PrivateKey key;
  std::size_t size = key.seed.size();
  const Bio bio = pem.size() <= kPemBytes ? Reader(pem) : nullptr;
  const Key pair(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr)
                     : nullptr);
  if (!pair || EVP_PKEY_id(pair.get()) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_private_key(pair.get(), key.seed.data(), &size) != 1) {
    return Fail("it is no ed25519 private key in PEM, or it is encrypted",
                "`openssl genpkey -algorithm ed25519` makes one");
  }
  return key;
}

Result<PublicKey> PublicFromPem(std::string_view pem) {
  PublicKey key;
  std::size_t size = key.bytes.size();
  const Bio bio = pem.size() <= kPemBytes ? Reader(pem) : nullptr;
  const Key shown(bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, NoPassphrase, nullptr) : nullptr);
  if (!shown || EVP_PKEY_id(shown.get()) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_public_key(shown.get(), key.bytes.data(), &size) != 1) {
    return Fail("it is no ed25519 public key in PEM",
                "`openssl pkey -in KEY -pubout` prints the public half of a key");
  }
  return key;
}

std::string NameOf(const PublicKey& key) {
  return Hex(Sha256(key.bytes)).substr(0, 16);
}

}  // namespace ed25519
