#include "facts/layers/decrypt.h"

#include <openssl/evp.h>

#include <memory>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/text.h"

namespace facts {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

bool IsAuthenticated(const EVP_CIPHER* cipher) {
  return (EVP_CIPHER_flags(cipher) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0;
}

}  // namespace

std::optional<std::string> Decrypt(const Cipher& cipher, std::string_view data) {
  if (data.empty() || data.size() > limits::kLayerBytes) return std::nullopt;
  const EVP_CIPHER* const known = EVP_get_cipherbyname(ToLower(cipher.algorithm).c_str());
  if (known == nullptr) return std::nullopt;
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
  if (!context || EVP_DecryptInit_ex(context.get(), known, nullptr, nullptr, nullptr) != 1)
    return std::nullopt;
  const auto iv_size = static_cast<int>(cipher.iv.size());
  if (IsAuthenticated(known) && iv_size > 0 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, iv_size, nullptr) != 1)
    return std::nullopt;
  const bool fits = static_cast<int>(cipher.key.size()) == EVP_CIPHER_key_length(known) &&
                    (IsAuthenticated(known) || iv_size == EVP_CIPHER_iv_length(known));
  if (!fits) return std::nullopt;
  const Bytes key = AsBytes(cipher.key);
  const Bytes iv = AsBytes(cipher.iv);
  if (EVP_DecryptInit_ex(context.get(), nullptr, nullptr, key.data(), iv.data()) != 1)
    return std::nullopt;
  std::string plain(data.size() + EVP_MAX_BLOCK_LENGTH, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(plain.data());
  int written = 0;
  int last = 0;
  const Bytes in = AsBytes(data);
  if (EVP_DecryptUpdate(context.get(), out, &written, in.data(), static_cast<int>(in.size())) != 1)
    return std::nullopt;
  if (!IsAuthenticated(known) && EVP_DecryptFinal_ex(context.get(), out + written, &last) != 1)
    return std::nullopt;
  plain.resize(static_cast<std::size_t>(written) + static_cast<std::size_t>(last));
  return plain;
}

}  // namespace facts
