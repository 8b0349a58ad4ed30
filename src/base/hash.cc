#include "base/hash.h"

#include <openssl/evp.h>

#include <cstring>

#include "base/check.h"

namespace {

template <std::size_t size>
std::array<std::uint8_t, size> Digest(Bytes bytes, const EVP_MD* algorithm) {
  std::array<std::uint8_t, size> digest;
  unsigned int written = 0;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &written, algorithm, nullptr) == 1 &&
            written == size,
        "libcrypto computes the digests it offers");
  return digest;
}

}  // namespace

Sha1Digest Sha1(Bytes bytes) {
  return Digest<20>(bytes, EVP_sha1());
}
Sha256Digest Sha256(Bytes bytes) {
  return Digest<32>(bytes, EVP_sha256());
}
Sha384Digest Sha384(Bytes bytes) {
  return Digest<48>(bytes, EVP_sha384());
}
Sha512Digest Sha512(Bytes bytes) {
  return Digest<64>(bytes, EVP_sha512());
}

std::string Hex(Bytes bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(bytes.size() * 2, '0');
  char* to = text.data();
  for (const std::uint8_t byte : bytes) {
    *to++ = kDigits[byte >> 4U];
    *to++ = kDigits[byte & 15U];
  }
  return text;
}

/// Pieces are short and many: they are gathered, for a call into libcrypto costs more than hashing
/// eight octets.
struct KeyHasher::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::array<std::uint8_t, 4096> gathered;
  std::size_t size = 0;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }

  void Add(const void* data, std::size_t length) {
    if (length > gathered.size() - size) {
      Pass(gathered.data(), size);
      size = 0;
    }
    if (length > gathered.size()) {
      Pass(data, length);
    } else if (length > 0) {
      std::memcpy(gathered.data() + size, data, length);
      size += length;
    }
  }
  void Pass(const void* data, std::size_t length) const {
    CHECK(EVP_DigestUpdate(context, data, length) == 1, "hashing memory cannot fail");
  }
};

KeyHasher::KeyHasher() : state_(std::make_unique<State>()) {
  CHECK(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1, "libcrypto has SHA-256");
}
KeyHasher::~KeyHasher() = default;
KeyHasher::KeyHasher(KeyHasher&&) noexcept = default;
KeyHasher& KeyHasher::operator=(KeyHasher&&) noexcept = default;

KeyHasher& KeyHasher::Add(std::string_view piece) {
  Add(static_cast<std::uint64_t>(piece.size()));
  state_->Add(piece.data(), piece.size());
  return *this;
}

KeyHasher& KeyHasher::Add(std::uint64_t number) {
  std::array<std::uint8_t, 8> little;
  for (std::size_t i = 0; i < little.size(); ++i)
    little[i] = static_cast<std::uint8_t>(number >> (8 * i));
  state_->Add(little.data(), little.size());
  return *this;
}

Sha256Digest KeyHasher::Finish() {
  Sha256Digest digest;
  unsigned int written = 0;
  state_->Pass(state_->gathered.data(), state_->size);
  CHECK(
      EVP_DigestFinal_ex(state_->context, digest.data(), &written) == 1 && written == digest.size(),
      "a SHA-256 digest has 32 octets");
  return digest;
}
