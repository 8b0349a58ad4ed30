#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/semver.h"

namespace intel {

/// A Python version (PEP 440), as far as ordering goes.
struct PythonVersion {
  std::uint64_t epoch = 0;
  std::vector<std::uint64_t> release;  ///< without trailing zeros
  /// (phase, number): dev of the release itself -2, a -1.. as below; see version_order.cc.
  std::vector<std::int64_t> suffix;
  std::vector<std::string> local;

  [[nodiscard]] static std::optional<PythonVersion> Parse(std::string_view text);
  [[nodiscard]] std::strong_ordering operator<=>(const PythonVersion& other) const;
  bool operator==(const PythonVersion& other) const { return std::is_eq(*this <=> other); }
};

/// How an ecosystem orders its versions.
enum class Order : std::uint8_t { kSemver, kPython, kUnknown };
[[nodiscard]] Order OrderOf(std::string_view ecosystem);

/// A version that can be compared with others of the same order.
class OrderedVersion {
 public:
  /// For kSemver a missing minor or patch number counts as 0 and npm's loose forms are read, as
  /// advisories have them. Nothing for text that is no version, and for Order::kUnknown.
  [[nodiscard]] static std::optional<OrderedVersion> Parse(Order order, std::string_view text);
  [[nodiscard]] std::strong_ordering operator<=>(const OrderedVersion& other) const;
  bool operator==(const OrderedVersion& other) const { return std::is_eq(*this <=> other); }

 private:
  std::variant<Version, PythonVersion> value_;
};

}  // namespace intel
