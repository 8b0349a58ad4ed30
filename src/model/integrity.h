#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

/// Strong to weak; only these three are strong enough for SRI, `kSha1` is kept because old
/// lockfiles have nothing better.
enum class HashAlgorithm : std::uint8_t { kSha512, kSha384, kSha256, kSha1 };

[[nodiscard]] std::string_view NameOf(HashAlgorithm algorithm);

struct Hash {
  HashAlgorithm algorithm = HashAlgorithm::kSha512;
  ByteVector digest;

  bool operator==(const Hash&) const = default;
  auto operator<=>(const Hash&) const = default;
};

/// Subresource Integrity metadata (W3C SRI, section 3.5) as npm writes it: one or more
/// `algorithm-base64` separated by spaces. Sorted strongest first, without repeats.
class Integrity {
 public:
  Integrity() = default;

  /// Items of unknown algorithms are passed over, as the specification says; an item of a known
  /// algorithm whose base64 or length is wrong makes the whole text malformed (nothing). Text
  /// without any known item is malformed too.
  [[nodiscard]] static std::optional<Integrity> Parse(std::string_view text);
  /// From npm's `dist.shasum`: 40 hexadecimal digits.
  [[nodiscard]] static std::optional<Integrity> FromShasum(std::string_view hex);
  /// SHA-512 of `bytes`, what npm computes today.
  [[nodiscard]] static Integrity Of(Bytes bytes);

  [[nodiscard]] bool empty() const { return hashes_.empty(); }
  [[nodiscard]] const std::vector<Hash>& hashes() const { return hashes_; }
  /// The strongest hash; the object must not be empty.
  [[nodiscard]] const Hash& strongest() const { return hashes_.front(); }

  /// True when a hash of the strongest algorithm present is the hash of `bytes` (SRI,
  /// section 3.3.4). False when empty.
  [[nodiscard]] bool Matches(Bytes bytes) const;
  /// "sha512-…", items separated by one space.
  [[nodiscard]] std::string ToString() const;

  bool operator==(const Integrity&) const = default;
  auto operator<=>(const Integrity&) const = default;

 private:
  std::vector<Hash> hashes_;
};
