#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// Read-only octets whose owner outlives the call.
using Bytes = std::span<const std::uint8_t>;
/// Octets that are owned.
using ByteVector = std::vector<std::uint8_t>;

[[nodiscard]] inline Bytes AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
/// The octets as char, unchanged: no claim that they are UTF-8.
[[nodiscard]] inline std::string_view AsText(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
