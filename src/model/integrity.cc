#include "model/integrity.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/text.h"

namespace {

struct AlgorithmRow {
  HashAlgorithm algorithm;
  std::string_view name;
  std::size_t size;
};
constexpr std::array<AlgorithmRow, 4> kAlgorithms = {{{HashAlgorithm::kSha512, "sha512", 64},
                                                      {HashAlgorithm::kSha384, "sha384", 48},
                                                      {HashAlgorithm::kSha256, "sha256", 32},
                                                      {HashAlgorithm::kSha1, "sha1", 20}}};

const AlgorithmRow& RowOf(HashAlgorithm algorithm) {
  return kAlgorithms[static_cast<std::size_t>(algorithm)];
}

/// Strict base64 of exactly `size` octets; model stands beside room formats, so the few lines use
/// libcrypto directly.
std::optional<ByteVector> DecodeDigest(std::string_view base64, std::size_t size) {
  const std::size_t encoded = (size + 2) / 3 * 4;
  if (base64.size() != encoded) return std::nullopt;
  ByteVector digest(encoded / 4 * 3);
  const int length =
      EVP_DecodeBlock(digest.data(), reinterpret_cast<const unsigned char*>(base64.data()),
                      static_cast<int>(base64.size()));
  const std::size_t padding = encoded / 4 * 3 - size;
  const bool padded_right =
      base64.find('=') == (padding == 0 ? std::string_view::npos : encoded - padding);
  if (length < 0 || !padded_right) return std::nullopt;
  digest.resize(size);
  return digest;
}

std::string Encode(const ByteVector& digest) {
  std::string base64((digest.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), digest.data(),
                                     static_cast<int>(digest.size()));
  base64.resize(static_cast<std::size_t>(length));
  return base64;
}

ByteVector Digest(HashAlgorithm algorithm, Bytes bytes) {
  const auto owned = [](const auto& digest) { return ByteVector(digest.begin(), digest.end()); };
  switch (algorithm) {
    case HashAlgorithm::kSha512:
      return owned(Sha512(bytes));
    case HashAlgorithm::kSha384:
      return owned(Sha384(bytes));
    case HashAlgorithm::kSha256:
      return owned(Sha256(bytes));
    case HashAlgorithm::kSha1:
      return owned(Sha1(bytes));
  }
  return {};
}

}  // namespace

std::string_view NameOf(HashAlgorithm algorithm) {
  return RowOf(algorithm).name;
}

std::optional<Integrity> Integrity::Parse(std::string_view text) {
  Integrity integrity;
  for (const char& c : text) {
    if (c == '\t' || c == '\n' || c == '\r')
      return Parse(
          ReplaceAll(ReplaceAll(ReplaceAll(std::string(text), "\t", " "), "\n", " "), "\r", " "));
  }
  for (std::string_view item : Split(text, ' ')) {
    item = item.substr(0, item.find('?'));  // options: none is defined
    const std::size_t dash = item.find('-');
    if (dash == std::string_view::npos) continue;
    const auto row =
        std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                     [&](const AlgorithmRow& known) { return known.name == item.substr(0, dash); });
    if (row == kAlgorithms.end()) continue;
    auto digest = DecodeDigest(item.substr(dash + 1), row->size);
    if (!digest) return std::nullopt;
    integrity.hashes_.push_back({.algorithm = row->algorithm, .digest = *std::move(digest)});
  }
  if (integrity.empty()) return std::nullopt;
  auto& hashes = integrity.hashes_;
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return integrity;
}

std::optional<Integrity> Integrity::FromShasum(std::string_view hex) {
  if (hex.size() != 40) return std::nullopt;
  ByteVector digest;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned value = 0;
    for (const char c : ToLower(hex.substr(i, 2))) {
      const bool digit = c >= '0' && c <= '9';
      if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
      value = value * 16 + static_cast<unsigned>(digit ? c - '0' : c - 'a' + 10);
    }
    digest.push_back(static_cast<std::uint8_t>(value));
  }
  Integrity integrity;
  integrity.hashes_.push_back({.algorithm = HashAlgorithm::kSha1, .digest = std::move(digest)});
  return integrity;
}

Integrity Integrity::Of(Bytes bytes) {
  Integrity integrity;
  integrity.hashes_.push_back(
      {.algorithm = HashAlgorithm::kSha512, .digest = Digest(HashAlgorithm::kSha512, bytes)});
  return integrity;
}

bool Integrity::Matches(Bytes bytes) const {
  if (empty()) return false;
  const HashAlgorithm algorithm = strongest().algorithm;
  const ByteVector digest = Digest(algorithm, bytes);
  return std::any_of(hashes_.begin(), hashes_.end(), [&](const Hash& hash) {
    return hash.algorithm == algorithm && hash.digest == digest;
  });
}

std::string Integrity::ToString() const {
  std::string text;
  for (const Hash& hash : hashes_) {
    if (!text.empty()) text += ' ';
    text += NameOf(hash.algorithm);
    text += '-';
    text += Encode(hash.digest);
  }
  return text;
}
