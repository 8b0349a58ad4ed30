#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace facts {

/// Whole numbers at offsets of a file whose tables may point anywhere: nothing is read past its
/// end, and a sum that leaves 64 bits is past the end.
class ByteReader {
 public:
  enum class Order : std::uint8_t { kLittle, kBig };

  ByteReader(Bytes bytes, Order order) : bytes_(bytes), order_(order) {}

  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
  [[nodiscard]] std::optional<std::uint64_t> Number(std::uint64_t at, unsigned width) const {
    if (at > bytes_.size() || bytes_.size() - at < width) return std::nullopt;
    std::uint64_t number = 0;
    for (unsigned i = 0; i < width; ++i) {
      const unsigned place = order_ == Order::kLittle ? width - 1 - i : i;
      number = (number << 8U) | bytes_[static_cast<std::size_t>(at) + place];
    }
    return number;
  }
  /// 0 past the end: for fields whose absence means the same.
  [[nodiscard]] std::uint64_t At(std::uint64_t at, unsigned width) const {
    return Number(at, width).value_or(0);
  }
  /// What there is of the range.
  [[nodiscard]] Bytes Range(std::uint64_t at, std::uint64_t length) const {
    if (at >= bytes_.size()) return {};
    const auto start = static_cast<std::size_t>(at);
    const std::uint64_t room = bytes_.size() - at;
    return bytes_.subspan(start, static_cast<std::size_t>(length < room ? length : room));
  }
  /// Text up to a NUL, at most 512 bytes: names of symbols and libraries.
  [[nodiscard]] std::string_view Name(std::uint64_t at) const {
    const std::string_view text = AsText(Range(at, 512));
    return text.substr(0, text.find('\0'));
  }

 private:
  Bytes bytes_;
  Order order_;
};

}  // namespace facts
