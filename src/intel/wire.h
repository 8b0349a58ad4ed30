#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

/// The small encodings that packs are made of.
namespace intel::wire {

inline void PutVarint(ByteVector& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out.push_back(static_cast<std::uint8_t>(value | 0x80U));
  out.push_back(static_cast<std::uint8_t>(value));
}

template <typename Number>
void PutLittle(ByteVector& out, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i)));
}

template <typename Number>
void StoreLittle(ByteVector& out, std::size_t at, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    out[at + i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i));
}

template <typename Number>
[[nodiscard]] Number LoadLittle(Bytes bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = sizeof(Number); i-- > 0;) value = value << 8U | bytes[at + i];
  return static_cast<Number>(value);
}

/// Where the next octet comes from; false past the end. Reading past the end gives zeros, and
/// `ok()` is false from then on.
class Cursor {
 public:
  explicit Cursor(Bytes bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint64_t Varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ >= bytes_.size()) break;
      const std::uint8_t octet = bytes_[at_++];
      value |= static_cast<std::uint64_t>(octet & 0x7fU) << shift;
      if (octet < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }
  [[nodiscard]] Bytes Take(std::uint64_t size) {
    if (size > bytes_.size() - at_) {
      ok_ = false;
      return {};
    }
    const Bytes taken = bytes_.subspan(at_, size);
    at_ += size;
    return taken;
  }
  /// A count of things that take at least one octet each: 0 and not ok when there cannot be so
  /// many.
  [[nodiscard]] std::uint64_t Count() {
    const std::uint64_t count = Varint();
    if (count <= bytes_.size() - at_) return count;
    ok_ = false;
    return 0;
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

/// FNV-1a with a final mix. Not secret: who may choose names may make them collide, which costs a
/// look at each of those, and packs are signed.
[[nodiscard]] constexpr std::uint64_t HashOf(std::string_view a, std::string_view b = {}) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
  };
  add(a);
  hash = (hash ^ 0xffU) * 0x100000001b3U;
  add(b);
  hash ^= hash >> 32U;
  hash *= 0xd6e8feb86659fd93U;
  hash ^= hash >> 32U;
  return hash;
}

}  // namespace intel::wire
