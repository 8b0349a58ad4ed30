#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "base/bytes.h"

using Sha1Digest = std::array<std::uint8_t, 20>;
using Sha256Digest = std::array<std::uint8_t, 32>;
using Sha384Digest = std::array<std::uint8_t, 48>;
using Sha512Digest = std::array<std::uint8_t, 64>;

[[nodiscard]] Sha1Digest Sha1(Bytes bytes);
[[nodiscard]] Sha256Digest Sha256(Bytes bytes);
[[nodiscard]] Sha384Digest Sha384(Bytes bytes);
[[nodiscard]] Sha512Digest Sha512(Bytes bytes);

/// Lower-case hexadecimal.
[[nodiscard]] std::string Hex(Bytes bytes);

/// SHA-256 over pieces; each piece is preceded by its length, so that no two lists of pieces give
/// the same bytes. The store's keys are made with it.
class KeyHasher {
 public:
  KeyHasher();
  ~KeyHasher();
  KeyHasher(const KeyHasher&) = delete;
  KeyHasher& operator=(const KeyHasher&) = delete;
  KeyHasher(KeyHasher&&) noexcept;
  KeyHasher& operator=(KeyHasher&&) noexcept;

  KeyHasher& Add(std::string_view piece);
  KeyHasher& Add(std::uint64_t number);
  /// The digest of all pieces so far; ends the use of this object.
  [[nodiscard]] Sha256Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
