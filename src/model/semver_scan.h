#pragma once

#include <optional>
#include <string_view>

#include "model/semver.h"

/// The grammar that versions and ranges share (node-semver's), as scanners over text. For
/// semver.cc and semver_range.cc only.
namespace semver {

inline constexpr std::size_t kVersionBytes = 256;
inline constexpr std::uint64_t kMaxComponent = (std::uint64_t{1} << 53U) - 1;

[[nodiscard]] constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool IsIdentifierChar(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/// `text` with every run of what JavaScript calls white space made one blank, none at the ends.
[[nodiscard]] std::string CollapseSpace(std::string_view text);

/// The pieces of "1.2.x-rc.1+build" as written; an absent piece is empty.
struct Parts {
  std::string_view major;
  std::string_view minor;
  std::string_view patch;
  std::string_view prerelease;
  std::string_view build;
};

/// The whole of `text` as "major.minor.patch[-prerelease][+build]", digits only.
[[nodiscard]] std::optional<Parts> ScanFull(std::string_view text, SemVerMode mode);
/// The whole of `text` as the same with `x`, `X`, `*` or nothing for any number ("1", "1.x", "*").
/// A prerelease is possible only after a third piece.
[[nodiscard]] std::optional<Parts> ScanPartial(std::string_view text, SemVerMode mode);
/// The values; nothing when a number is too large.
[[nodiscard]] std::optional<Version> ToVersion(const Parts& parts);
[[nodiscard]] std::optional<std::uint64_t> ToComponent(std::string_view digits);

/// Takes leading `v`, `=` and blanks off.
[[nodiscard]] std::string_view SkipPrefix(std::string_view text);

}  // namespace semver
