#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How strictly version text is read. Loose is what npm itself uses for lockfiles and manifests:
/// leading `v`, `=` and blanks, leading zeros and a prerelease without its hyphen are let pass.
enum class SemVerMode : std::uint8_t { kStrict, kLoose };

/// A semantic version (semver.org, 2.0.0). Ordered by precedence, so versions that differ in build
/// metadata only are equal.
struct Version {
  std::uint64_t major = 0;  ///< the three are at most 2^53 - 1, as node-semver has it
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string prerelease;  ///< "rc.1"; numbers without leading zeros; empty for a release
  std::string build;       ///< "build.5", empty when there is none

  /// Reads what `new SemVer(text)` of node-semver reads; at most 256 bytes.
  [[nodiscard]] static std::optional<Version> Parse(std::string_view text,
                                                    SemVerMode mode = SemVerMode::kStrict);

  /// Without build metadata, as npm shows versions.
  [[nodiscard]] std::string ToString() const;

  [[nodiscard]] bool IsPrerelease() const { return !prerelease.empty(); }
  /// Precedence of section 11; numeric identifiers of any length are compared as numbers.
  [[nodiscard]] std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const { return std::is_eq(*this <=> other); }
};

/// One side of a range: "any" or an operator and a version.
struct Comparator {
  enum class Operator : std::uint8_t { kAny, kEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
  Operator op = Operator::kAny;
  Version version;

  [[nodiscard]] bool Admits(const Version& candidate) const;
  [[nodiscard]] std::string ToString() const;
  bool operator==(const Comparator&) const = default;
};

/// An npm version range: alternatives of comparators that must all hold. Same reading, same
/// answers as node-semver, whose documentation is the specification; text longer than
/// limits::kVersionRangeBytes or with more than limits::kVersionRangeComparators is refused.
class VersionRange {
 public:
  struct Options {
    SemVerMode mode = SemVerMode::kStrict;
    /// Prereleases are in a range only when a comparator of the same major.minor.patch names one;
    /// kAll takes them as any other version (`includePrerelease`).
    enum class Prereleases : std::uint8_t { kNamed, kAll } prereleases = Prereleases::kNamed;
  };

  [[nodiscard]] static std::optional<VersionRange> Parse(std::string_view text, Options options);
  [[nodiscard]] static std::optional<VersionRange> Parse(std::string_view text) {
    return Parse(text, Options{});
  }

  [[nodiscard]] bool Contains(const Version& version) const;
  /// Whether some version could be in both, by node-semver's comparison of comparators. Prereleases
  /// are treated as in this range's options.
  [[nodiscard]] bool Intersects(const VersionRange& other) const;
  /// Whether the version is beyond (or before) every version the range could ever hold: not in it,
  /// and not in a gap between its alternatives.
  [[nodiscard]] bool IsBelow(const Version& version) const;
  [[nodiscard]] bool IsAbove(const Version& version) const;

  /// In comparators: "^1.2" is ">=1.2.0 <2.0.0-0"; alternatives are joined by "||"; "" is any.
  [[nodiscard]] std::string ToString() const;
  /// True for "*", "" and the like.
  [[nodiscard]] bool IsAny() const;

 private:
  using Alternative = std::vector<Comparator>;
  [[nodiscard]] bool AlternativeContains(const Alternative& alternative,
                                         const Version& version) const;
  [[nodiscard]] bool Meet(const Comparator& a, const Comparator& b) const;
  [[nodiscard]] bool IsSatisfiable(const Alternative& alternative) const;

  std::vector<Alternative> alternatives_;
  Options options_;
};

/// npm's question "is this installed version in that range": both read loosely, prereleases by
/// name; text that cannot be read is never in a range.
[[nodiscard]] bool Satisfies(std::string_view version, std::string_view range);
